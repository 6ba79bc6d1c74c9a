import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Inventory } from '../doctor/ports.ts'

/** Marks what the doctor wrote, so that it neither overwrites nor removes anything else. */
const MARK = { synthetic: { BOOL: true } }
const ONLY_OURS = {
  ExpressionAttributeNames: { '#mark': 'synthetic' },
  ExpressionAttributeValues: { ':true': { BOOL: true } },
}

const unlessTheirs = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** The two tables of SIMs. */
export const syntheticInventory = (client: DynamoDBClient): Inventory => {
  const put = (TableName: string, key: 'iccid' | 'address', item: Record<string, { S: string }>) =>
    unlessTheirs(
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...item, ...MARK },
          ConditionExpression: `attribute_not_exists(${key}) OR #mark = :true`,
          ...ONLY_OURS,
        }),
      ),
    )
  const remove = (TableName: string, Key: Record<string, { S: string }>) =>
    unlessTheirs(
      client.send(
        new DeleteItemCommand({
          TableName,
          Key,
          ConditionExpression: '#mark = :true',
          ...ONLY_OURS,
        }),
      ),
    )
  return {
    add: async ({ sims, simAddresses }, sim) => {
      const iccid = { S: sim.iccid }
      const address = { S: sim.address }
      return (
        (await put(simAddresses, 'address', { address, iccid })) &&
        (await put(sims, 'iccid', { iccid, address, status: { S: 'active' } }))
      )
    },
    remove: async ({ sims, simAddresses }, sim) => {
      await remove(sims, { iccid: { S: sim.iccid } })
      await remove(simAddresses, { address: { S: sim.address } })
    },
  }
}
