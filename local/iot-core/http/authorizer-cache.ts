import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Authenticated, ConnectionContext, Refused } from '../types.ts'

/** What the gateway itself reads, and what says nothing of who is calling. */
const IGNORED_PARAMETERS = ['qos', 'retain', 'contentType', 'responseTopic', 'messageExpiry']
const IGNORED_HEADERS = /^(content-length|content-type|date|expect|x-amz-mqtt5-.*)$/

interface Entry {
  readonly digest: string
  readonly answer: Authenticated
  readonly expiresAt: number
}

/**
 * The authorizer's last answer on one persistent HTTP connection, for authorizers that allow it. AWS documents a cache per
 * connection; it is used for equal credentials only, because a connection may be shared by a proxy.
 */
export class AuthorizerCache {
  readonly #clock: Clock
  #entry: Entry | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async authenticate(
    context: ConnectionContext,
    ask: (context: ConnectionContext) => Promise<Authenticated | Refused>,
  ): Promise<Authenticated | Refused> {
    const digest = digestOf(context)
    const entry = this.#entry
    if (entry?.digest === digest && entry.expiresAt > this.#clock.now()) return entry.answer
    const answer = await ask(context)
    if (answer.authenticated && answer.cacheableForHttp) {
      const expiresAt = this.#clock.now() + answer.refreshAfterInSeconds * 1000
      this.#entry = { digest, answer, expiresAt }
    }
    return answer
  }
}

const digestOf = ({ http, serverName }: ConnectionContext): string => {
  const parameters = [...new URLSearchParams(http?.queryString ?? '')]
  const headers = Object.entries(http?.headers ?? {})
  const identifying = [
    serverName,
    parameters.filter(([name]) => !IGNORED_PARAMETERS.includes(name)),
    headers.filter(([name]) => !IGNORED_HEADERS.test(name)),
  ]
  return createHash('sha256').update(JSON.stringify(identifying)).digest('base64')
}
