import { type DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import type { Item } from './batch-get.ts'
import { callStore } from './store-errors.ts'

/** Reads a whole table, a page at a time. Each item is as it was at some moment of the scan. */
export const scanTable = async function* (
  client: DynamoDBClient,
  table: string,
): AsyncGenerator<Item> {
  let last: ScanCommandOutput['LastEvaluatedKey']
  do {
    const page: ScanCommandOutput = await callStore('dynamodb:Scan', () =>
      client.send(
        new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: last }),
      ),
    )
    yield* page.Items ?? []
    last = page.LastEvaluatedKey
  } while (last !== undefined)
}
