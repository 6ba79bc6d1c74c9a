import * as z from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import type { OperatorCredentials } from '../operator-credentials.ts'
import { type AccessTokens, createAccessTokens } from './access-tokens.ts'
import { type ApiAnswer, type CallLimits, callApi, jsonOf } from './call-api.ts'
import { PassingFault, type RetrySettings, retryPassingFaults } from './passing-fault.ts'

export interface ApiClientSettings {
  /** Such as `https://api.1nce.com/management-api`. */
  readonly url: string
  /** Asked for with each token. */
  readonly credentials: () => Promise<OperatorCredentials>
  readonly limits: CallLimits
  readonly retry: RetrySettings
}

/** One page of the list of SIMs. */
export interface Page {
  readonly number: number
  readonly totalPages: number
  readonly elements: readonly unknown[]
}

export type ReadPage = (number: number, signal: AbortSignal) => Promise<Page>

/** The most that the API gives at once. */
export const PAGE_SIZE = 100
/** A bound on what a wrong header can cost; what fits into the function is less. */
const MAX_PAGES = 50_000

// Only what may stand in a header.
const tokenAnswer = z.object({ access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/) })
const pageBody = z.array(z.unknown())
const count = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** RFC 6750 has 401 for a token that ended; gateways before an API say 403 of it as well. */
const isRefused = ({ status }: ApiAnswer): boolean => status === 401 || status === 403

const malformed = (message: string) =>
  new PassingFault(new DomainError('INVENTORY_MALFORMED', message))

const requestToken = async (settings: ApiClientSettings, signal: AbortSignal): Promise<string> => {
  const { username, password } = await settings.credentials()
  const what = 'an access token of the inventory'
  const answer = await callApi(
    {
      what,
      url: new URL(`${settings.url}/oauth/token`),
      init: {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({ grant_type: 'client_credentials' }),
      },
    },
    settings.limits,
    signal,
  )
  // What OAuth 2.0 (RFC 6749, 5.2) has for credentials that are wrong.
  if (answer.status === 400) {
    throw new DomainError('INVENTORY_DENIED', `expected ${what}, got status 400`)
  }
  const { data } = tokenAnswer.safeParse(jsonOf(what, answer))
  if (data === undefined) throw malformed(`expected ${what} in the answer, got none`)
  return data.access_token
}

const toPage = (number: number, answer: ApiAnswer): Page => {
  const what = `page ${number} of the inventory`
  const elements = pageBody.safeParse(jsonOf(what, answer)).data
  if (elements === undefined) throw malformed(`expected ${what} as an array, got something else`)
  if (elements.length > PAGE_SIZE) {
    throw malformed(`expected ${what} with at most ${PAGE_SIZE} SIMs, got ${elements.length}`)
  }
  const totalPages = count.safeParse(answer.headers.get('x-total-pages')).data
  if (totalPages === undefined || totalPages > MAX_PAGES) {
    throw malformed(`expected X-Total-Pages of at most ${MAX_PAGES} on ${what}, got another value`)
  }
  const current = answer.headers.get('x-current-page')
  if (current !== null && current !== String(number)) {
    throw malformed(`expected ${what}, got another page`)
  }
  if (totalPages === 0 && elements.length > 0) {
    throw malformed('expected no SIM in an inventory of zero pages, got some')
  }
  return { number, totalPages, elements }
}

const readOnce = async (
  settings: ApiClientSettings,
  tokens: AccessTokens,
  number: number,
  signal: AbortSignal,
): Promise<Page> => {
  const url = new URL(`${settings.url}/v1/sims?page=${number}&pageSize=${PAGE_SIZE}`)
  const ask = (token: string): Promise<ApiAnswer> => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
    const what = `page ${number} of the inventory`
    return callApi({ what, url, init: { headers } }, settings.limits, signal)
  }
  const token = await tokens.current(signal)
  const answer = await ask(token)
  // Tokens live an hour or four: one that was refused may only have ended.
  const last = isRefused(answer) ? await ask(await tokens.insteadOf(token, signal)) : answer
  return toPage(number, last)
}

/** Reads pages of the 1NCE Management API; a token is used for as long as it is accepted. */
export const createReadPage = (settings: ApiClientSettings): ReadPage => {
  const tokens = createAccessTokens((signal) => requestToken(settings, signal))
  return (number, signal) =>
    retryPassingFaults(() => readOnce(settings, tokens, number, signal), settings.retry, signal)
}
