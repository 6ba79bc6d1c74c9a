import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Checkpoints } from '../sims/import/checkpoint.ts'

/** Checkpoints in the table of runs. */
export const dynamoDbCheckpoints = (client: DynamoDBClient, TableName: string): Checkpoints => {
  const keyOf = (sha256: string) => ({ id: { S: `import#${sha256}` } })
  return {
    find: async (sha256) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: keyOf(sha256), ConsistentRead: true }),
      )
      const line = Number(Item?.line?.N)
      const at = Number(Item?.at?.N)
      // One that cannot be read is none: the import starts at the beginning.
      if (!Number.isSafeInteger(line) || !Number.isSafeInteger(at)) return undefined
      return { line, at, options: Item?.options?.S ?? '' }
    },
    put: async (sha256, { line, at, options }) => {
      const Item = {
        ...keyOf(sha256),
        line: { N: String(line) },
        at: { N: String(at) },
        options: { S: options },
      }
      await client.send(new PutItemCommand({ TableName, Item }))
    },
    remove: async (sha256) => {
      await client.send(new DeleteItemCommand({ TableName, Key: keyOf(sha256) }))
    },
  }
}
