import type { AwsAccount } from '../account.ts'
import type { AwsService } from '../aws-endpoint.ts'
import { serveAwsJson } from '../aws-json.ts'
import { secretsManagerPermissions } from '../required-permissions.ts'
import type { Secret } from './secret.ts'
import { deleteSecret, describeSecret, listSecrets } from './secret-descriptions.ts'
import { SecretStore } from './secret-store.ts'
import { createSecret, getSecretValue, putSecretValue } from './secret-values.ts'
import { updateSecretVersionStage } from './secret-versions.ts'

/**
 * Secrets Manager in memory: what holds, reads and stages one account's secrets, and nothing else.
 *
 * @param existing secrets that are there before anybody creates one
 */
export const createSecretsManager = (
  account: AwsAccount,
  existing: readonly Secret[] = [],
): AwsService => {
  const store = new SecretStore(account)
  for (const secret of existing) store.add(secret)
  return {
    credentialScopes: ['secretsmanager'],
    targetPrefixes: ['secretsmanager'],
    permissionsOf: secretsManagerPermissions,
    handle: serveAwsJson({
      CreateSecret: createSecret(store),
      PutSecretValue: putSecretValue(store),
      GetSecretValue: getSecretValue(store),
      DescribeSecret: describeSecret(store),
      ListSecrets: listSecrets(store),
      UpdateSecretVersionStage: updateSecretVersionStage(store),
      DeleteSecret: deleteSecret(store),
    }),
  }
}
