import { isDeepStrictEqual } from 'node:util'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { batchGet } from './batch-get.ts'
import { callStore } from './store-errors.ts'

/** Attributes by name; one that is undefined is not there, or is to be taken away. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>

export interface Change {
  readonly table: string
  readonly key: Readonly<Record<string, AttributeValue>>
  /** What is to be there; attributes of others stay as they are. */
  readonly next: Attributes
  /** What has to be there still; undefined for no item at all. */
  readonly seen: Attributes | undefined
}

const conditionOf = ({ key, seen }: Change): string => {
  const keyNames = Object.keys(key).map((name) => `#${name}`)
  if (seen === undefined) return keyNames.map((name) => `attribute_not_exists(${name})`).join()
  return [
    ...keyNames.map((name) => `attribute_exists(${name})`),
    ...Object.entries(seen).map(([name, value]) =>
      value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :seen_${name}`,
    ),
  ].join(' AND ')
}

const updateOf = ({ next }: Change): string => {
  const names = Object.keys(next)
  const set = names.filter((name) => next[name] !== undefined)
  const gone = names.filter((name) => next[name] === undefined)
  const removal = gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`
  return `SET ${set.map((name) => `#${name} = :next_${name}`).join(', ')}${removal}`
}

const valuesOf = (prefix: string, attributes: Attributes = {}): [string, AttributeValue][] =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[`:${prefix}_${name}`, value]],
  )

const commandOf = (change: Change): UpdateItemCommand => {
  const { table, key, next, seen = {} } = change
  const names = new Set([key, next, seen].flatMap((attributes) => Object.keys(attributes)))
  const values = [...valuesOf('next', next), ...valuesOf('seen', seen)]
  return new UpdateItemCommand({
    TableName: table,
    Key: key,
    UpdateExpression: updateOf(change),
    ConditionExpression: conditionOf(change),
    ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(values),
  })
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
    await callStore('dynamodb:UpdateItem', () => client.send(commandOf(change)))
    return true
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    // The SDK sends again what got no answer: then it may be its own first attempt that it has met.
    return (error.$metadata.attempts ?? 1) > 1 && isWritten(client, change)
  }
}
