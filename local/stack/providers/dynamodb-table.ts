import { CreateTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import { physicalName } from '../physical-name.ts'
import {
  parseProperties,
  type ResourceProvider,
  type ResourceRequest,
  type StackServices,
  withoutEffect,
} from '../provider.ts'

const keySchema = z.array(
  z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
)

const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
})

const common = {
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  // Capacity costs nothing here, so that every table is paid for by request.
  BillingMode: withoutEffect,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: projection,
      }),
    )
    .optional(),
  SSESpecification: withoutEffect,
  // Expired items stay, as they may on AWS for days.
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: z.string().min(1), Enabled: z.literal(true) })
    .optional(),
}

const tableProperties = z.strictObject({
  ...common,
  DeletionProtectionEnabled: withoutEffect,
  PointInTimeRecoverySpecification: withoutEffect,
  ProvisionedThroughput: withoutEffect,
  Tags: withoutEffect,
})

const globalTableProperties = z.strictObject({
  ...common,
  Replicas: z.array(
    z.strictObject({
      Region: z.string(),
      DeletionProtectionEnabled: withoutEffect,
      PointInTimeRecoverySpecification: withoutEffect,
      Tags: withoutEffect,
    }),
  ),
})

type TableProperties = z.output<typeof tableProperties>

const createTable = async (
  request: ResourceRequest,
  properties: Omit<TableProperties, 'Tags'>,
  { account, dynamoDb }: StackServices,
) => {
  const name = properties.TableName ?? physicalName(request, 255)
  const created = await dynamoDb.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
      ...(properties.GlobalSecondaryIndexes !== undefined && {
        GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
      }),
    }),
  )
  await waitUntilTableExists(
    { client: dynamoDb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { TableName: name },
  )
  const tableId = created.TableDescription?.TableId
  return {
    ref: name,
    attributes: { Arn: arnOf(account, 'dynamodb', `table/${name}`), TableId: tableId },
  }
}

/** `AWS::DynamoDB::Table`. */
export const dynamoDbTable: ResourceProvider = (request, services) =>
  createTable(request, parseProperties(tableProperties, request), services)

/** `AWS::DynamoDB::GlobalTable`: with its one replica in this Region it is a table. */
export const dynamoDbGlobalTable: ResourceProvider = async (request, services) => {
  const properties = parseProperties(globalTableProperties, request)
  const regions = properties.Replicas.map(({ Region }) => Region)
  if (regions.length !== 1 || regions[0] !== services.account.region)
    throw new Error(`expected one replica in ${services.account.region}, got ${regions.join(', ')}`)
  return createTable(request, properties, services)
}
