import { isDeepStrictEqual } from 'node:util'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { batchGet } from './batch-get.ts'
import { insertItems } from './insert-items.ts'
import { callStore } from './store-errors.ts'

/** Attributes by name; one that is undefined is not there, or is to be taken away. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>

export interface Change {
  readonly table: string
  readonly key: Record<string, AttributeValue>
  /** What is to be there; attributes of others stay as they are. */
  readonly next: Attributes
  /** What has to be there still; undefined for no item at all. */
  readonly seen: Attributes | undefined
}

/** Those that are there, under their names behind a prefix. */
const present = (attributes: Attributes, prefix = ''): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${prefix}${name}`, value]],
    ),
  )

const aliasesOf = (...attributes: readonly Attributes[]): Record<string, string> =>
  Object.fromEntries(
    attributes.flatMap((one) => Object.keys(one).map((name) => [`#${name}`, name])),
  )

const conditionOf = (key: Attributes, seen: Attributes): string =>
  [
    ...Object.keys(key).map((name) => `attribute_exists(#${name})`),
    ...Object.entries(seen).map(([name, value]) =>
      value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :seen_${name}`,
    ),
  ].join(' AND ')

const updateOf = (next: Attributes): string => {
  const names = Object.keys(next)
  const set = names.filter((name) => next[name] !== undefined)
  const gone = names.filter((name) => next[name] === undefined)
  const removal = gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`
  return `SET ${set.map((name) => `#${name} = :next_${name}`).join(', ')}${removal}`
}

const update = ({ table, key, next }: Change, seen: Attributes): UpdateItemCommand =>
  new UpdateItemCommand({
    TableName: table,
    Key: key,
    UpdateExpression: updateOf(next),
    ConditionExpression: conditionOf(key, seen),
    ExpressionAttributeNames: aliasesOf(key, next, seen),
    ExpressionAttributeValues: { ...present(next, ':next_'), ...present(seen, ':seen_') },
  })

/** Whether an item is exactly what a change makes of it. */
const isWritten = async (
  client: DynamoDBClient,
  { table, key, next }: Change,
): Promise<boolean> => {
  const [name = '', value] = Object.entries(key)[0] ?? []
  const [item] = await batchGet(client, table, name, [value?.S ?? ''])
  if (item === undefined) return false
  return Object.entries(next).every(([attribute, wanted]) =>
    isDeepStrictEqual(item[attribute], wanted),
  )
}

export type CompareAndSet = (change: Change) => Promise<boolean>

/** @returns how to write an item only as it was seen; false when it is not, and nothing was written */
export const comparingAndSetting = (client: DynamoDBClient): CompareAndSet => {
  const insert = insertItems(client)
  // What got no answer was sent again: then it may be its own first attempt that it has met.
  const isOwn = async (change: Change, isRepeated: boolean): Promise<boolean> =>
    isRepeated && isWritten(client, change)
  return async (change) => {
    const { table, key, next, seen } = change
    if (seen === undefined) {
      // Where there is no item, no attribute of others can be lost.
      const inserted = await insert({ table, item: { ...key, ...present(next) } })
      return inserted.as === 'new' || isOwn(change, inserted.isRepeated)
    }
    try {
      await callStore('dynamodb:UpdateItem', () => client.send(update(change, seen)))
      return true
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
      return isOwn(change, (error.$metadata.attempts ?? 1) > 1)
    }
  }
}
