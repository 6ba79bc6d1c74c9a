import { compactVerify, errors } from 'jose'
import { DomainError } from './errors.ts'
import type { PresentedToken } from './presented-token.ts'
import {
  assertCurrent,
  type ExpectedClaims,
  parseClaims,
  type TokenClaims,
} from './token-claims.ts'
import type { VerificationKey, VerificationKeys } from './token-key.ts'

export interface VerifyTokenOptions {
  readonly keys: VerificationKeys
  readonly expected: ExpectedClaims
  /** Signatures that were found good are not computed again for this many tokens. @default 2000 */
  readonly remembered?: number
}

const keyFor = async (keys: VerificationKeys, token: PresentedToken): Promise<VerificationKey> => {
  const key = await keys.find(token.unverifiedKid)
  if (key === undefined) {
    throw new DomainError(
      'TOKEN_KEY_UNKNOWN',
      `expected a live key, got kid ${token.unverifiedKid}`,
    )
  }
  // A key is good for one algorithm (RFC 8725, 3.1): no token chooses how it is verified.
  if (key.alg !== token.alg) {
    throw new DomainError('TOKEN_ALGORITHM_MISMATCH', `expected alg ${key.alg}, got ${token.alg}`)
  }
  return key
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const jsonObject = (payload: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(utf8.decode(payload))
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch (cause) {
    throw new DomainError('TOKEN_CLAIMS_INVALID', 'expected a JSON object as payload', { cause })
  }
  throw new DomainError('TOKEN_CLAIMS_INVALID', 'expected a JSON object as payload')
}

const verifiedPayload = async (token: PresentedToken, key: VerificationKey) => {
  try {
    const { payload } = await compactVerify(token.jwt, key.publicKey, { algorithms: [key.alg] })
    return jsonObject(payload)
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) {
      throw new DomainError('TOKEN_SIGNATURE_INVALID', `expected a signature by ${key.kid}`)
    }
    if (cause instanceof errors.JOSEError) {
      throw new DomainError('TOKEN_MALFORMED', 'expected a JWS', { cause })
    }
    throw cause
  }
}

/**
 * Verifies onboarding tokens. A token that was good before costs no second signature check, as long as its key is
 * still live; its times are compared every time. What is remembered is bounded in number, oldest first out.
 */
export const createVerifyToken = ({ keys, expected, remembered = 2000 }: VerifyTokenOptions) => {
  const seen = new Map<string, TokenClaims>()

  const remember = (jwt: string, claims: TokenClaims): void => {
    if (remembered === 0) return
    const [oldest] = seen.keys()
    if (seen.size >= remembered && oldest !== undefined) seen.delete(oldest)
    seen.set(jwt, claims)
  }

  /**
   * @param now NumericDate
   * @throws DomainError TOKEN_*
   */
  return async (token: PresentedToken, now: number): Promise<TokenClaims> => {
    const key = await keyFor(keys, token)
    const known = seen.get(token.jwt)
    if (known !== undefined) {
      assertCurrent(known, now)
      return known
    }
    const claims = parseClaims(await verifiedPayload(token, key), expected)
    assertCurrent(claims, now)
    remember(token.jwt, claims)
    return claims
  }
}
