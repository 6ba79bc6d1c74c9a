import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { dynamoDbSyncReports } from '../../lambdas/adapters/dynamodb-sync-reports.ts'
import { regionOfArn } from '../../lambdas/adapters/region-of-arn.ts'
import type { ObjectView, SecretState, SyncViews } from '../doctor/ports.ts'
import { unlessMissing } from './unless-missing.ts'

export interface SyncClients {
  readonly dynamoDb: DynamoDBClient
  readonly eventBridge: EventBridgeClient
  readonly s3: S3Client
  /** Of the Region that a secret is in. */
  readonly secretsManager: (region: string | undefined) => SecretsManagerClient
}

const isDenied = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AccessDeniedException'

const secretState = async (
  client: SecretsManagerClient,
  SecretId: string,
): Promise<SecretState> => {
  try {
    const secret = await unlessMissing(client.send(new DescribeSecretCommand({ SecretId })))
    if (secret === undefined) return 'missing'
    if (secret.DeletedDate !== undefined) return 'deleted'
    const stages = Object.values(secret.VersionIdsToStages ?? {}).flat()
    return stages.includes('AWSCURRENT') ? 'there' : 'empty'
  } catch (error) {
    if (isDenied(error)) return 'unseen'
    throw error
  }
}

const objectView = async (client: S3Client, Bucket: string, Key: string): Promise<ObjectView> => {
  try {
    const { LastModified } = await client.send(new HeadObjectCommand({ Bucket, Key }))
    return { state: 'there', changedAt: LastModified?.getTime() }
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error
    // An answer to HEAD has no body, and so no name of the error.
    const { httpStatusCode } = error.$metadata
    if (httpStatusCode === 404) return { state: 'missing' }
    if (httpStatusCode === 403) return { state: 'unseen' }
    throw error
  }
}

/** What the account tells of an inventory sync. Neither a secret's value nor an object's content is read. */
export const inventorySyncViews = (clients: SyncClients): SyncViews => ({
  lastReport: async (table, source) =>
    (await dynamoDbSyncReports(clients.dynamoDb, table).last(source)).report,
  schedule: async (Name) => {
    const rule = await unlessMissing(clients.eventBridge.send(new DescribeRuleCommand({ Name })))
    if (rule?.ScheduleExpression === undefined) return undefined
    const { ScheduleExpression: expression, State } = rule
    return { name: Name, expression, isEnabled: State !== 'DISABLED' }
  },
  secret: (arn) => secretState(clients.secretsManager(regionOfArn(arn)), arn),
  object: (bucket, key) => objectView(clients.s3, bucket, key),
})
