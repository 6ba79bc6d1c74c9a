import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb'
import { DomainError } from '../../domain/errors.ts'
import type { PublishedKey, PublishedKeys } from '../../domain/published-key.ts'
import { isKeyId, isTokenAlgorithm } from '../../domain/token-key.ts'

const toKey = (item: Readonly<Record<string, AttributeValue>>): PublishedKey => {
  const kid = item.kid?.S
  const alg = item.alg?.S
  const publicKey = item.publicKey?.S
  if (!isKeyId(kid) || !isTokenAlgorithm(alg) || publicKey === undefined) {
    throw new DomainError('STORE_CORRUPT', 'expected kid, alg and publicKey of a published key')
  }
  return { kid, alg, publicKey }
}

const put = (table: string, { kid, alg, publicKey }: PublishedKey, publishedAt: Date) =>
  new PutItemCommand({
    TableName: table,
    Item: {
      kid: { S: kid },
      alg: { S: alg },
      publicKey: { S: publicKey },
      status: { S: 'live' },
      publishedAt: { S: publishedAt.toISOString() },
    },
    // A kid names one key for ever.
    ConditionExpression: 'attribute_not_exists(kid) OR publicKey = :publicKey',
    ExpressionAttributeValues: { ':publicKey': { S: publicKey } },
  })

/** The table of public keys, as those who write it see it. */
export const dynamoDbPublishedKeys = (
  client: DynamoDBClient,
  table: string,
  now: () => Date,
): PublishedKeys => ({
  publish: async (key) => {
    await client.send(put(table, key, now()))
  },
  live: async () => {
    const keys: PublishedKey[] = []
    for await (const { Items } of paginateScan(
      { client },
      { TableName: table, ConsistentRead: true },
    )) {
      keys.push(...(Items ?? []).filter((item) => item.status?.S === 'live').map(toKey))
    }
    return keys
  },
})
