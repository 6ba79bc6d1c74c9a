import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Inventory, SyntheticSim } from '../doctor/ports.ts'

/** No run of the doctor takes so long: what is older was left over by one that was killed. */
const LONGEST_RUN_SECONDS = 120

/** A mark survives our writers, which leave attributes of others alone; what they have written is no doctor's any more. */
const OURS = '#mark = :true AND attribute_not_exists(#revision)'
const NAMES = { '#mark': 'synthetic', '#revision': 'revision' }

const unlessRefused = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

const removeSim = (client: DynamoDBClient, TableName: string, iccid: string) =>
  unlessRefused(
    client.send(
      new DeleteItemCommand({
        TableName,
        Key: { iccid: { S: iccid } },
        ConditionExpression: OURS,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: { ':true': { BOOL: true } },
      }),
    ),
  )

const removeAddress = (client: DynamoDBClient, TableName: string, sim: SyntheticSim) =>
  unlessRefused(
    client.send(
      new DeleteItemCommand({
        TableName,
        Key: { address: { S: sim.address } },
        ConditionExpression: `${OURS} AND iccid = :iccid`,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: { ':true': { BOOL: true }, ':iccid': { S: sim.iccid } },
      }),
    ),
  )

/** @param now in seconds since 1970 */
const putAddress = (client: DynamoDBClient, TableName: string, sim: SyntheticSim, now: number) =>
  unlessRefused(
    client.send(
      new PutItemCommand({
        TableName,
        Item: {
          address: { S: sim.address },
          iccid: { S: sim.iccid },
          synthetic: { BOOL: true },
          since: { N: String(now) },
        },
        ConditionExpression: `attribute_not_exists(address) OR (${OURS} AND #since < :longAgo)`,
        ExpressionAttributeNames: { ...NAMES, '#since': 'since' },
        ExpressionAttributeValues: {
          ':true': { BOOL: true },
          ':longAgo': { N: String(now - LONGEST_RUN_SECONDS) },
        },
        ReturnValues: 'ALL_OLD',
      }),
    ),
  )

const putSim = (client: DynamoDBClient, TableName: string, { iccid, address }: SyntheticSim) =>
  unlessRefused(
    client.send(
      new PutItemCommand({
        TableName,
        Item: {
          iccid: { S: iccid },
          address: { S: address },
          status: { S: 'active' },
          synthetic: { BOOL: true },
        },
        ConditionExpression: 'attribute_not_exists(iccid)',
      }),
    ),
  )

/**
 * The two tables of SIMs. What the doctor writes is marked, so that it neither overwrites nor removes anything else, and
 * says since when it is there; the address is what two doctors at once cannot both have.
 */
export const syntheticInventory = (client: DynamoDBClient, clock: () => Date): Inventory => ({
  add: async ({ sims, simAddresses }, sim) => {
    const now = Math.floor(clock().getTime() / 1000)
    const put = await putAddress(client, simAddresses, sim, now)
    if (put === undefined) {
      const Key = { address: { S: sim.address } }
      const { Item } = await client.send(new GetItemCommand({ TableName: simAddresses, Key }))
      const isDoctors = Item?.synthetic?.BOOL === true && Item.revision === undefined
      return isDoctors ? 'busy' : 'theirs'
    }
    const leftOver = put.Attributes?.iccid?.S
    if (leftOver !== undefined) await removeSim(client, sims, leftOver)
    return (await putSim(client, sims, sim)) === undefined ? 'theirs' : 'added'
  },

  remove: async ({ sims, simAddresses }, sim) => {
    await removeSim(client, sims, sim.iccid)
    await removeAddress(client, simAddresses, sim)
  },
})
