import { quote } from '../../domain/quote.ts'
import type { ExpectedClaims } from '../../domain/token-claims.ts'

const SETTINGS = { issuer: 'tokenIssuer', audience: 'tokenAudience' } as const

const describe = (value: string | undefined): string =>
  value === undefined ? 'none' : quote(value)

/**
 * Claims that every token carries are fixed for as long as the signing keys are: tokens without them, or with others,
 * are with devices, and the authorizer would refuse them all.
 *
 * @throws Error that names each setting that is another now
 */
export const requireFixedClaims = (requested: ExpectedClaims, fixed: ExpectedClaims): void => {
  const faults = (['issuer', 'audience'] as const)
    .filter((claim) => requested[claim] !== fixed[claim])
    .map(
      (claim) =>
        `${SETTINGS[claim]}: expected ${describe(fixed[claim])}, got ${describe(requested[claim])}`,
    )
  if (faults.length === 0) return
  throw new Error(
    `${faults.join('; ')}; a live deployment cannot change it without refusing every token that it has issued: deploy another stage with it, let devices onboard there, then remove this one`,
  )
}
