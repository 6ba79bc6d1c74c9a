import { createPublicKey } from 'node:crypto'
import type { PublishedKey, PublishedKeys } from '../../domain/published-key.ts'
import type { KeyId } from '../../domain/token-key.ts'
import type { SigningKeySecret } from '../adapters/signing-key-secret.ts'

/** The private keys at rest. */
export interface SigningKeyVault {
  /** Undefined while the secret has never had a value. */
  read(): Promise<SigningKeySecret | undefined>
  write(keys: SigningKeySecret): Promise<void>
}

export interface EnsureSigningKeysOptions {
  readonly vault: SigningKeyVault
  readonly publishedKeys: PublishedKeys
  readonly generate: () => SigningKeySecret
}

const toPublished = ({
  kid,
  alg,
  privateKey,
}: SigningKeySecret['token' | 'iotCore']): PublishedKey => ({
  kid,
  alg,
  publicKey: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
})

/**
 * Generates the signing keys once and publishes their public halves. The secret is written first and never over an old
 * value, so that a crash anywhere, a second run or any later update ends with the same keys, rotated ones included.
 */
export const createEnsureSigningKeys =
  ({ vault, publishedKeys, generate }: EnsureSigningKeysOptions) =>
  async (): Promise<{ readonly tokenKeyId: KeyId; readonly iotCoreKeyId: KeyId }> => {
    const existing = await vault.read()
    const keys = existing ?? generate()
    if (existing === undefined) await vault.write(keys)
    await publishedKeys.publish(toPublished(keys.token))
    await publishedKeys.publish(toPublished(keys.iotCore))
    return { tokenKeyId: keys.token.kid, iotCoreKeyId: keys.iotCore.kid }
  }
