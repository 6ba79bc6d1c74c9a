import type { KeyId, TokenAlgorithm } from './token-key.ts'

/** A public key as everybody may read it. */
export interface PublishedKey {
  readonly kid: KeyId
  readonly alg: TokenAlgorithm
  /** SPKI PEM. */
  readonly publicKey: string
}

/** The public keys that verify tokens. */
export interface PublishedKeys {
  /** Makes a key live; idempotent. @throws if its kid names another key already */
  publish(key: PublishedKey): Promise<void>
  live(): Promise<readonly PublishedKey[]>
}
