import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import type { SigningKeyVault } from '../signing-keys/ensure-signing-keys.ts'
import { parseSigningKeySecret } from './signing-key-secret.ts'

/** The signing keys in one secret, which AWS answers as not found as long as it has no value. */
export const secretsManagerKeyVault = (
  client: SecretsManagerClient,
  secretArn: string,
): SigningKeyVault => ({
  read: async () => {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }))
      // AWS never stores an empty value; emulators give one to a secret that was created without any.
      return SecretString === '' ? undefined : parseSigningKeySecret(SecretString)
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    }
  },
  write: async (keys) => {
    await client.send(
      new PutSecretValueCommand({ SecretId: secretArn, SecretString: JSON.stringify(keys) }),
    )
  },
})
