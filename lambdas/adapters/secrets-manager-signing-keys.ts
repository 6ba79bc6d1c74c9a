import { createPrivateKey } from 'node:crypto'
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { DomainError } from '../../domain/errors.ts'
import type { SigningKeys } from '../../domain/token-key.ts'
import { type CacheSettings, createCached } from './cached.ts'
import { parseSigningKeySecret } from './signing-key-secret.ts'
import { callStore } from './store-errors.ts'

const load = async (client: SecretsManagerClient, secretArn: string): Promise<SigningKeys> => {
  try {
    const { SecretString } = await callStore('secretsmanager:GetSecretValue', () =>
      client.send(new GetSecretValueCommand({ SecretId: secretArn })),
    )
    const { token, iotCore } = parseSigningKeySecret(SecretString)
    return {
      token: { ...token, privateKey: createPrivateKey(token.privateKey) },
      iotCore: { ...iotCore, privateKey: createPrivateKey(iotCore.privateKey) },
    }
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) {
      throw new DomainError('SIGNING_KEYS_MISSING', 'expected signing keys in the secret, got none')
    }
    throw cause
  }
}

/** The private keys, kept in memory for the stated time: so long a rotated key may still sign. */
export const secretsManagerSigningKeys = (
  client: SecretsManagerClient,
  secretArn: string,
  cache: CacheSettings,
): (() => Promise<SigningKeys>) => {
  const cached = createCached(() => load(client, secretArn), cache)
  return () => cached(undefined)
}
