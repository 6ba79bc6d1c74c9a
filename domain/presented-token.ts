import { decodeProtectedHeader } from 'jose'
import { DomainError } from './errors.ts'
import { isKeyId, isTokenAlgorithm, type KeyId, type TokenAlgorithm } from './token-key.ts'

/** A token as a device showed it, taken apart and not yet believed. */
export interface PresentedToken {
  /** Three-part JWT in compact serialization. */
  readonly jwt: string
  readonly unverifiedKid: KeyId
  /** What the token's layout demands; the header said the same. */
  readonly alg: TokenAlgorithm
}

/** Ours have about 210 characters, with issuer and audience some more. */
const LONGEST_TOKEN = 2048
// Decoders let padding, white space and the other alphabet through; RFC 7515, 2 does not.
const SEGMENTS = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){1,2}$/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

const malformed = (expected: string, came: string) =>
  new DomainError('TOKEN_MALFORMED', `expected ${expected}, got ${came}`)

/** The signature of a compact token travels beside it, as standard base64; SDKs may drop its padding. */
const withSignature = (signingInput: string, signature: string | undefined): string => {
  if (signature === undefined || !BASE64.test(signature)) {
    throw new DomainError(
      'SIGNATURE_NOT_VISIBLE',
      `expected the signature of a compact token in base64, got ${signature === undefined ? 'none' : 'something else'}`,
    )
  }
  return `${signingInput}.${Buffer.from(signature, 'base64').toString('base64url')}`
}

const header = (jwt: string) => {
  try {
    return decodeProtectedHeader(jwt)
  } catch (cause) {
    throw new DomainError('TOKEN_MALFORMED', 'expected a JSON object as JWT header', { cause })
  }
}

/**
 * A standard token is a whole JWT signed ES256; a compact one is the signing input of an RS256 JWT.
 * So the number of segments says which algorithm, and the header has no say in it.
 *
 * @param signature of the credentials, for the compact layout; asked for only then
 * @throws DomainError TOKEN_MISSING, TOKEN_MALFORMED, SIGNATURE_NOT_VISIBLE, TOKEN_ALGORITHM_MISMATCH
 */
export const parsePresentedToken = (
  token: unknown,
  signature: () => string | undefined,
): PresentedToken => {
  if (typeof token !== 'string' || token === '') {
    throw new DomainError('TOKEN_MISSING', 'expected a token, got none')
  }
  if (token.length > LONGEST_TOKEN) {
    throw malformed(`a token of at most ${LONGEST_TOKEN} characters`, `${token.length}`)
  }
  if (!SEGMENTS.test(token)) throw malformed('two or three base64url segments', 'something else')
  const isWhole = token.indexOf('.') !== token.lastIndexOf('.')
  const jwt = isWhole ? token : withSignature(token, signature())
  const alg = isWhole ? 'ES256' : 'RS256'
  const { alg: unverifiedAlg, kid } = header(jwt)
  if (unverifiedAlg !== alg) {
    const came = isTokenAlgorithm(unverifiedAlg) ? unverifiedAlg : 'another'
    throw new DomainError('TOKEN_ALGORITHM_MISMATCH', `expected alg ${alg}, got ${came}`)
  }
  if (!isKeyId(kid)) throw malformed('a kid of 1 to 16 base64url characters', 'something else')
  return { jwt, unverifiedKid: kid, alg }
}
