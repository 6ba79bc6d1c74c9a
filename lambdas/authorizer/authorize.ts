import { assertAdmitted, assertClientId } from '../../domain/admit.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Iccid } from '../../domain/iccid.ts'
import { type PresentedToken, parsePresentedToken } from '../../domain/presented-token.ts'
import type { Sims } from '../../domain/sim.ts'
import type { TokenClaims } from '../../domain/token-claims.ts'

/** What AWS IoT Core shows of one connection or request. */
export interface Credentials {
  readonly token: unknown
  /** Whether AWS IoT Core checked the token signature before it asked us. */
  readonly signatureVerified: boolean
  /** The signature that came along, in standard base64; asked for only in the compact layout. */
  readonly signature: () => string | undefined
  /** Absent for HTTPS requests and for test invocations, which have no client id to check. */
  readonly mqtt?: { readonly clientId: unknown }
}

export interface Grant {
  readonly iccid: Iccid
  /** NumericDate. */
  readonly expiresAt: number
}

export interface AuthorizeOptions {
  readonly sims: Sims
  readonly verifyToken: (token: PresentedToken, now: number) => Promise<TokenClaims>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Decides whether credentials are those of an active SIM. */
export const createAuthorize =
  ({ sims, verifyToken, now }: AuthorizeOptions) =>
  /** @throws DomainError with the reason of a refusal; anything else is our own failure */
  async ({ token, signatureVerified, signature, mqtt }: Credentials): Promise<Grant> => {
    const presented = parsePresentedToken(token, signature)
    if (!signatureVerified) {
      throw new DomainError(
        'SIGNATURE_NOT_VERIFIED',
        'expected AWS IoT Core to have verified the token signature, got signatureVerified false',
      )
    }
    const claims = await verifyToken(presented, Math.floor(now() / 1000))
    if (mqtt !== undefined) assertClientId(mqtt.clientId, claims.sub)
    assertAdmitted(await sims.find(claims.sub), claims)
    return { iccid: claims.sub, expiresAt: claims.exp }
  }
