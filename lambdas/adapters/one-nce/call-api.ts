import { DomainError } from '../../../domain/errors.ts'
import { PassingFault } from './passing-fault.ts'
import { retryAfterMilliseconds } from './retry-after.ts'

export interface CallLimits {
  /** For one call with its whole body, in milliseconds. */
  readonly timeout: number
  readonly maxBodyBytes: number
}

export interface ApiCall {
  /** What it is, for messages: never the URL or a header. */
  readonly what: string
  readonly url: URL
  readonly init: RequestInit
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

const readBody = async (
  { what }: ApiCall,
  response: Response,
  maxBodyBytes: number,
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the stream.
    if (bytes > maxBodyBytes) {
      throw new DomainError(
        'INVENTORY_MALFORMED',
        `expected ${what} to have at most ${maxBodyBytes} bytes, got more`,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Says what went wrong without a URL or a header, which fetch never puts there but a proxy's message might. */
const faultOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'a failure'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : error.name
}

/**
 * One call of the operator's API, bounded in time and size; never follows a redirect, which could lead the
 * credentials elsewhere.
 *
 * @throws PassingFault when nobody answers in time
 * @throws DomainError INVENTORY_MALFORMED for a body that does not end
 */
export const callApi = async (
  call: ApiCall,
  { timeout, maxBodyBytes }: CallLimits,
  signal: AbortSignal,
): Promise<ApiAnswer> => {
  try {
    const response = await fetch(call.url, {
      ...call.init,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    })
    const body = await readBody(call, response, maxBodyBytes)
    return { status: response.status, headers: response.headers, body }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof DomainError) throw error
    throw new PassingFault(
      new DomainError('INVENTORY_UNAVAILABLE', `expected ${call.what}, got ${faultOf(error)}`),
    )
  }
}

/** Faults of the server, and throttling. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500

/**
 * What an answer says as JSON.
 *
 * @throws PassingFault for a status or a body that may be another one next time
 * @throws DomainError INVENTORY_DENIED, INVENTORY_MALFORMED
 */
export const jsonOf = (what: string, { status, headers, body }: ApiAnswer): unknown => {
  const got = `expected ${what}, got status ${status}`
  if (status === 401 || status === 403) throw new DomainError('INVENTORY_DENIED', got)
  if (isPassing(status)) {
    throw new PassingFault(
      new DomainError('INVENTORY_UNAVAILABLE', got),
      retryAfterMilliseconds(headers.get('retry-after'), Date.now()),
    )
  }
  if (status !== 200) throw new DomainError('INVENTORY_MALFORMED', got)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    // No cause: the parser's message quotes the body, which can be a token.
    throw new PassingFault(
      new DomainError('INVENTORY_MALFORMED', `expected ${what} as JSON, got something else`),
    )
  }
}
