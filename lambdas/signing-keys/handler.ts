import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { dynamoDbPublishedKeys } from '../adapters/dynamodb-published-keys.ts'
import { secretsManagerKeyVault } from '../adapters/secrets-manager-key-vault.ts'
import { awaitPermissions } from '../custom-resource/await-permissions.ts'
import { customResource } from '../custom-resource/cloudformation.ts'
import { customResourceSettings } from '../custom-resource/settings.ts'
import { readEnvironment } from '../environment.ts'
import { createSigningKeysResource } from './custom-resource.ts'
import { createEnsureSigningKeys } from './ensure-signing-keys.ts'
import { generateSigningKeys } from './generate-signing-keys.ts'

const { SIGNING_KEYS_SECRET_ARN, PUBLIC_KEYS_TABLE } = readEnvironment(
  ['SIGNING_KEYS_SECRET_ARN', 'PUBLIC_KEYS_TABLE'],
  process.env,
)

export const handler = customResource(
  awaitPermissions(
    createSigningKeysResource(
      createEnsureSigningKeys({
        vault: secretsManagerKeyVault(new SecretsManagerClient({}), SIGNING_KEYS_SECRET_ARN),
        publishedKeys: dynamoDbPublishedKeys(
          new DynamoDBClient({}),
          PUBLIC_KEYS_TABLE,
          () => new Date(),
        ),
        generate: generateSigningKeys,
      }),
    ),
    sleep,
  ),
  customResourceSettings(process.env),
)
