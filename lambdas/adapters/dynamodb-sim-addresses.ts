import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { DomainError } from '../../domain/errors.ts'
import { isIccid } from '../../domain/iccid.ts'
import type { SimAddresses } from '../../domain/sim.ts'
import { callStore } from './store-errors.ts'

/** ICCIDs by address. Reads are consistent: a reassignment is seen at once. */
export const dynamoDbSimAddresses = (client: DynamoDBClient, table: string): SimAddresses => ({
  find: async (address) => {
    const { Item } = await callStore('dynamodb:GetItem', () =>
      client.send(
        new GetItemCommand({
          TableName: table,
          Key: { address: { S: address } },
          ConsistentRead: true,
        }),
      ),
    )
    // An address that was released stays for a while as a marker for those who write the inventory.
    if (Item?.iccid === undefined) return undefined
    const iccid = Item.iccid.S
    if (isIccid(iccid)) return iccid
    throw new DomainError('STORE_CORRUPT', `expected the ICCID of ${address} in ${table}`)
  },
})
