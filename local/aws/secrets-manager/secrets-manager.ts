import type { AwsAccount } from '../account.ts'
import type { AwsService } from '../aws-endpoint.ts'
import { serveAwsJson } from '../aws-json.ts'
import { secretsManagerPermissions } from '../required-permissions.ts'
import { deleteSecret, describeSecret, listSecrets } from './secret-descriptions.ts'
import { SecretStore } from './secret-store.ts'
import { createSecret, getSecretValue, putSecretValue } from './secret-values.ts'
import { updateSecretVersionStage } from './secret-versions.ts'

/** Secrets Manager in memory: what holds, reads and stages one account's secrets, and nothing else. */
export const createSecretsManager = (account: AwsAccount): AwsService => {
  const store = new SecretStore(account)
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
