import { DomainError } from '../../domain/errors.ts'
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
}

const isStored = (value: unknown, alg: string): boolean => {
  if (typeof value !== 'object' || value === null) return false
  const key: Partial<Record<string, unknown>> = { ...value }
  return isKeyId(key.kid) && key.alg === alg && typeof key.privateKey === 'string'
}

const isSecret = (value: unknown): value is SigningKeySecret => {
  if (typeof value !== 'object' || value === null) return false
  const { token, iotCore }: Partial<Record<string, unknown>> = { ...value }
  return isStored(token, 'ES256') && isStored(iotCore, 'RS256')
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
