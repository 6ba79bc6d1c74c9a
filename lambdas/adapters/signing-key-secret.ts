import { DomainError } from '../../domain/errors.ts'
import type { ExpectedClaims } from '../../domain/token-claims.ts'
import { isKeyId, type KeyId } from '../../domain/token-key.ts'

/** One key pair as the secret holds it. */
export interface StoredKey {
  readonly kid: KeyId
  /** PKCS#8 PEM. */
  readonly privateKey: string
}

/** The value of the signing keys' secret, as JSON. */
export interface SigningKeySecret {
  readonly token: StoredKey & { readonly alg: 'ES256' }
  readonly iotCore: StoredKey & { readonly alg: 'RS256' }
  /** What every token has carried since the keys were made; absent if somebody replaced them by hand. */
  readonly claims?: ExpectedClaims
}

const isStored = (value: unknown, alg: string): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const key: Partial<Record<string, unknown>> = { ...value }
  return isKeyId(key.kid) && key.alg === alg && typeof key.privateKey === 'string'
}

const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string'

const isClaims = (value: unknown): boolean => {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  const { issuer, audience }: Partial<Record<string, unknown>> = { ...value }
  return isOptionalText(issuer) && isOptionalText(audience)
}

const isSecret = (value: unknown): value is SigningKeySecret => {
  if (typeof value !== 'object' || value === null) return false
  const { token, iotCore, claims }: Partial<Record<string, unknown>> = { ...value }
  return isStored(token, 'ES256') && isStored(iotCore, 'RS256') && isClaims(claims)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: the parser's message quotes the secret.
    return undefined
  }
}

/** @throws DomainError STORE_CORRUPT, whose message says nothing of the content */
export const parseSigningKeySecret = (text: string | undefined): SigningKeySecret => {
  const value = parsed(text ?? '')
  if (isSecret(value)) return value
  throw new DomainError('STORE_CORRUPT', 'expected the signing keys as JSON in the secret')
}
