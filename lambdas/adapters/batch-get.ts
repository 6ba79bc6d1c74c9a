import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import pMap from 'p-map'
import { chunksOf } from '../../domain/chunks-of.ts'
import { DomainError } from '../../domain/errors.ts'
import { callStore } from './store-errors.ts'

export type Item = Readonly<Record<string, AttributeValue>>

/** The most that BatchGetItem takes. */
const BATCH = 100
const PARALLEL_BATCHES = 8
const TRIES_WITHOUT_PROGRESS = 6
const LONGEST_PAUSE_MS = 2000

/** Full jitter: callers that were throttled together do not come back together. */
const pause = (tries: number) => sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 50 * 2 ** tries))

const getBatch = async (
  client: DynamoDBClient,
  table: string,
  keyName: string,
  keys: readonly string[],
): Promise<readonly Item[]> => {
  const items: Item[] = []
  let missing: Record<string, AttributeValue>[] = keys.map((key) => ({ [keyName]: { S: key } }))
  for (let tries = 0; missing.length > 0; ) {
    if (tries > 0) await pause(tries)
    const { Responses, UnprocessedKeys } = await callStore('dynamodb:BatchGetItem', () =>
      client.send(
        new BatchGetItemCommand({
          RequestItems: { [table]: { Keys: missing, ConsistentRead: true } },
        }),
      ),
    )
    items.push(...(Responses?.[table] ?? []))
    const left = UnprocessedKeys?.[table]?.Keys ?? []
    tries = left.length < missing.length ? 1 : tries + 1
    if (tries > TRIES_WITHOUT_PROGRESS) {
      throw new DomainError(
        'STORE_UNAVAILABLE',
        `expected dynamodb:BatchGetItem to read ${table}, got ${left.length} unprocessed keys`,
      )
    }
    missing = left
  }
  return items
}

/** Reads any number of items by their key, consistently; those that are not there are not in the answer. */
export const batchGet = async (
  client: DynamoDBClient,
  table: string,
  keyName: string,
  keys: readonly string[],
): Promise<readonly Item[]> => {
  const batches = chunksOf([...new Set(keys)], BATCH)
  const found = await pMap(batches, (batch) => getBatch(client, table, keyName, batch), {
    concurrency: PARALLEL_BATCHES,
  })
  return found.flat()
}
