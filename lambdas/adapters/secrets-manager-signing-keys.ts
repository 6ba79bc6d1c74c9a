import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { importPKCS8 } from 'jose'
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
      token: { ...token, privateKey: await importPKCS8(token.privateKey, token.alg) },
      iotCore: { ...iotCore, privateKey: await importPKCS8(iotCore.privateKey, iotCore.alg) },
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
