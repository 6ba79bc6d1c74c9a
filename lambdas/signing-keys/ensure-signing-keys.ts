import { createPublicKey } from 'node:crypto'
import type { PublishedKey, PublishedKeys } from '../../domain/published-key.ts'
import type { ExpectedClaims } from '../../domain/token-claims.ts'
import type { KeyId } from '../../domain/token-key.ts'
import type { SigningKeySecret } from '../adapters/signing-key-secret.ts'
import { requireFixedClaims } from './fixed-claims.ts'

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

/** What every token is to carry. */
export interface RequestedClaims {
  readonly claims: ExpectedClaims
  /** What it was last deployed with, as far as CloudFormation knows; decides only where the secret says nothing. */
  readonly previousClaims: ExpectedClaims
}

export type EnsureSigningKeys = (
  requested: RequestedClaims,
) => Promise<{ readonly tokenKeyId: KeyId; readonly iotCoreKeyId: KeyId }>

/**
 * Generates the signing keys once and publishes their public halves. The secret is written first and its keys never
 * again, so that a crash anywhere, a second run or any later update ends with the same keys, rotated ones included.
 *
 * The claims are kept beside the keys, because CloudFormation alone cannot say what they were: it undoes an update by
 * another one in which old and new have changed places.
 */
export const createEnsureSigningKeys =
  ({ vault, publishedKeys, generate }: EnsureSigningKeysOptions): EnsureSigningKeys =>
  async ({ claims, previousClaims }) => {
    const existing = await vault.read()
    const keys = existing ?? { ...generate(), claims }
    if (existing === undefined) await vault.write(keys)
    const fixedClaims = keys.claims ?? previousClaims
    // Before they are compared: the update that undoes a refused one has to find them.
    if (keys.claims === undefined) await vault.write({ ...keys, claims: fixedClaims })
    requireFixedClaims(claims, fixedClaims)
    await publishedKeys.publish(toPublished(keys.token))
    await publishedKeys.publish(toPublished(keys.iotCore))
    return { tokenKeyId: keys.token.kid, iotCoreKeyId: keys.iotCore.kid }
  }
