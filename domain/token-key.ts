import type { KeyObject } from 'node:crypto'
import type { CryptoKey } from 'jose'

declare const brand: unique symbol

/** Name of a signing key: 1 to 16 characters of base64url. Short, because each token carries it over a radio. */
export type KeyId = string & { readonly [brand]: 'KeyId' }

/** ES256 signs tokens; RS256 is what AWS IoT Core itself verifies (RSA PKCS#1 v1.5, SHA-256). */
export type TokenAlgorithm = 'ES256' | 'RS256'

const KEY_ID = /^[A-Za-z0-9_-]{1,16}$/

export const isKeyId = (value: unknown): value is KeyId =>
  typeof value === 'string' && KEY_ID.test(value)

export const isTokenAlgorithm = (value: unknown): value is TokenAlgorithm =>
  value === 'ES256' || value === 'RS256'

/** The half of a key pair that signs. */
export interface SigningKey {
  readonly kid: KeyId
  readonly alg: TokenAlgorithm
  readonly privateKey: KeyObject
}

/** The two keys of onboarding: one for the token, one for AWS IoT Core's own check before it invokes the authorizer. */
export interface SigningKeys {
  readonly token: SigningKey & { readonly alg: 'ES256' }
  readonly iotCore: SigningKey & { readonly alg: 'RS256' }
}

/** The half of a key pair that verifies; its algorithm is the only one that it is good for. */
export interface VerificationKey {
  readonly kid: KeyId
  readonly alg: TokenAlgorithm
  readonly publicKey: CryptoKey
}

/** Verification keys that are live or were retired less than a token's lifetime ago. */
export interface VerificationKeys {
  find(kid: KeyId): Promise<VerificationKey | undefined>
}
