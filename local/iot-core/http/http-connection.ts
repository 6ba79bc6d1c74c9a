import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Cancel } from '../clock.ts'
import type { Gateway } from '../gateway.ts'
import type { AuthorizerCache } from './authorizer-cache.ts'

/** Requests that a client may send before it has the answer to the first. */
const PIPELINED_REQUESTS = 16

/** Deadlines and bounds of one HTTP connection. */
export class HttpConnection {
  readonly id = randomUUID()
  readonly cache: AuthorizerCache
  readonly #gateway: Gateway
  readonly #socket: Socket
  #pending = 0
  #isClosing = false
  #cancelDeadline: Cancel | undefined

  constructor(gateway: Gateway, socket: Socket, cache: AuthorizerCache) {
    this.#gateway = gateway
    this.#socket = socket
    this.cache = cache
    this.#setDeadline(gateway.quotas.admissionSeconds)
  }

  /** False if the client has sent too many requests at once. */
  begin(): boolean {
    this.#pending += 1
    this.#setDeadline(this.#gateway.quotas.admissionSeconds)
    return this.#pending <= PIPELINED_REQUESTS
  }

  finish(): void {
    this.#pending -= 1
    if (this.#pending > 0) return
    if (this.#isClosing) this.#socket.destroy()
    else this.#setDeadline(this.#gateway.quotas.httpKeepAliveSeconds)
  }

  /** Somebody else looks after the socket now, or it is gone. */
  release(): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = undefined
  }

  close(): void {
    this.#isClosing = true
    if (this.#pending === 0) this.#socket.destroy()
  }

  #setDeadline(seconds: number): void {
    if (this.#socket.destroyed) return
    this.release()
    this.#cancelDeadline = this.#gateway.clock.schedule(seconds * 1000, () =>
      this.#socket.destroy(),
    )
  }
}
