import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { createAwsEndpoint } from '../../local/aws/aws-endpoint.ts'
import { createDynamoDb } from '../../local/aws/dynamodb.ts'
import { createSecretsManager } from '../../local/aws/secrets-manager/secrets-manager.ts'

/** Genuine AWS clients of stores that run in this process. */
export const startLocalAws = async () => {
  const account = { partition: 'aws', region: 'eu-central-1', accountId: '123456789012' }
  const endpoint = createAwsEndpoint([createDynamoDb(account), createSecretsManager(account)])
  const port = await endpoint.listen(0)
  const settings = {
    region: account.region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  }
  const dynamoDb = new DynamoDBClient(settings)
  const secretsManager = new SecretsManagerClient(settings)
  return {
    settings,
    dynamoDb,
    secretsManager,

    /** @returns the table's name */
    createTable: async (name: string, key: string): Promise<string> => {
      await dynamoDb.send(
        new CreateTableCommand({
          TableName: name,
          KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      )
      return name
    },

    /** @returns the ARN of a secret without a value */
    createSecret: async (name: string): Promise<string> => {
      const { ARN } = await secretsManager.send(new CreateSecretCommand({ Name: name }))
      if (ARN === undefined) throw new Error('expected an ARN, got none')
      return ARN
    },

    close: async () => {
      dynamoDb.destroy()
      secretsManager.destroy()
      await endpoint.close()
    },
  }
}

export type LocalAws = Awaited<ReturnType<typeof startLocalAws>>
