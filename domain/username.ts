import { DomainError } from './errors.ts'
import { quote } from './quote.ts'

/**
 * `standard`: `<JWT>?x-amz-customauthorizer-name=N&x-amz-customauthorizer-signature=S&token=<JWT>`.
 * `compact`: the same without the leading JWT, the token being `<header>.<payload>` of an RS256 JWT and S its signature.
 */
export type Layout = 'standard' | 'compact'

/** The name of the parameter that holds the token: the authorizer's `tokenKeyName`. */
export const TOKEN_KEY_NAME = 'token'

const NAME_PARAMETER = 'x-amz-customauthorizer-name'
const SIGNATURE_PARAMETER = 'x-amz-customauthorizer-signature'

export const isLayout = (value: unknown): value is Layout =>
  value === 'standard' || value === 'compact'

/** @throws DomainError INVALID_LAYOUT */
export const parseLayout = (value: unknown): Layout => {
  if (isLayout(value)) return value
  throw new DomainError(
    'INVALID_LAYOUT',
    `expected layout standard or compact, got ${quote(value)}`,
  )
}

export interface UsernameParts {
  /** What stands before the `?`; AWS IoT Core gives it no meaning. */
  readonly base: string
  readonly authorizerName: string
  /** Standard base64 with padding. */
  readonly signature: string
  readonly token: string
}

/** The MQTT username of AWS IoT Core custom authentication, its values percent-encoded. */
export const formatUsername = ({ base, authorizerName, signature, token }: UsernameParts): string =>
  `${base}?${NAME_PARAMETER}=${encodeURIComponent(authorizerName)}` +
  `&${SIGNATURE_PARAMETER}=${encodeURIComponent(signature)}` +
  `&${TOKEN_KEY_NAME}=${encodeURIComponent(token)}`

const percentDecoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not percent-encoding: whoever wrote it did not get it from us.
    return undefined
  }
}

/**
 * The signature in a username or in a query string (with or without what stands before the `?`): standard base64,
 * or undefined if there is none. SDKs append their own parameters, so only this one is looked at.
 */
export const signatureIn = (text: string): string | undefined => {
  const query = text.slice(text.indexOf('?') + 1)
  for (const pair of query.split(/[&?]/)) {
    if (pair.startsWith(`${SIGNATURE_PARAMETER}=`)) {
      return percentDecoded(pair.slice(SIGNATURE_PARAMETER.length + 1))
    }
  }
  return undefined
}

/** The header that carries the signature over HTTP, in lower case. */
export const SIGNATURE_HEADER = SIGNATURE_PARAMETER
