import { isDeepStrictEqual } from 'node:util'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { batchGet } from './batch-get.ts'
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

/** A whole item is the shortest request, and where there is none no attribute of others can be lost. */
const insertion = ({ table, key, next }: Change): PutItemCommand =>
  new PutItemCommand({
    TableName: table,
    Item: { ...key, ...present(next) },
    ConditionExpression: Object.keys(key)
      .map((name) => `attribute_not_exists(#${name})`)
      .join(' AND '),
    ExpressionAttributeNames: aliasesOf(key),
  })

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

const write = (client: DynamoDBClient, change: Change): Promise<unknown> => {
  const { seen } = change
  return seen === undefined
    ? callStore('dynamodb:PutItem', () => client.send(insertion(change)))
    : callStore('dynamodb:UpdateItem', () => client.send(update(change, seen)))
}

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

/** @returns false when the item is not as it was seen, and nothing was written */
export const compareAndSet = async (client: DynamoDBClient, change: Change): Promise<boolean> => {
  try {
    await write(client, change)
    return true
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    // The SDK sends again what got no answer: then it may be its own first attempt that it has met.
    return (error.$metadata.attempts ?? 1) > 1 && isWritten(client, change)
  }
}
