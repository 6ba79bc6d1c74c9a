import { DomainError } from './errors.ts'
import { type Iccid, isIccid } from './iccid.ts'
import { LONGEST_SESSION_SECONDS } from './session-limits.ts'

/** The claims of an onboarding token (RFC 7519, 4.1); both times are NumericDate. */
export interface TokenClaims {
  readonly sub: Iccid
  readonly iat: number
  readonly exp: number
}

/** What the claims must say beyond the minimum. */
export interface ExpectedClaims {
  readonly issuer?: string
  readonly audience?: string
}

/** How far the clocks of the issuing and the verifying function may be apart. */
export const CLOCK_SKEW_SECONDS = 5

const invalid = (expected: string) =>
  new DomainError('TOKEN_CLAIMS_INVALID', `expected ${expected}`)

/**
 * Reads the claims of a token whose signature was verified.
 *
 * @throws DomainError TOKEN_CLAIMS_INVALID, TOKEN_ISSUER_MISMATCH, TOKEN_AUDIENCE_MISMATCH
 */
export const parseClaims = (
  { sub, iat, exp, iss, aud }: Readonly<Record<string, unknown>>,
  expected: ExpectedClaims,
): TokenClaims => {
  if (!isIccid(sub)) throw invalid('sub to be an ICCID of 18 to 20 digits')
  if (!Number.isSafeInteger(iat)) throw invalid('iat to be whole seconds')
  if (!Number.isSafeInteger(exp)) throw invalid('exp to be whole seconds')
  const claims = { sub, iat: iat as number, exp: exp as number }
  const lifetime = claims.exp - claims.iat
  if (lifetime <= 0 || lifetime > LONGEST_SESSION_SECONDS) {
    throw invalid(`exp 1 to ${LONGEST_SESSION_SECONDS} s after iat, got ${lifetime} s`)
  }
  if (expected.issuer !== undefined && iss !== expected.issuer) {
    throw new DomainError('TOKEN_ISSUER_MISMATCH', `expected iss ${expected.issuer}, got another`)
  }
  if (expected.audience !== undefined && aud !== expected.audience) {
    throw new DomainError(
      'TOKEN_AUDIENCE_MISMATCH',
      `expected aud ${expected.audience}, got another`,
    )
  }
  return claims
}

/**
 * Expiry has no leeway: a token ends for everybody at the same second (RFC 7519, 4.1.4).
 *
 * @param now NumericDate
 * @throws DomainError TOKEN_EXPIRED, TOKEN_NOT_YET_VALID
 */
export const assertCurrent = ({ iat, exp }: TokenClaims, now: number): void => {
  if (now >= exp) throw new DomainError('TOKEN_EXPIRED', `expected exp after ${now}, got ${exp}`)
  if (iat > now + CLOCK_SKEW_SECONDS) {
    throw new DomainError('TOKEN_NOT_YET_VALID', `expected iat not after ${now}, got ${iat}`)
  }
}
