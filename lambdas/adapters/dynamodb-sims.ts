import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { DomainError } from '../../domain/errors.ts'
import { isIccid } from '../../domain/iccid.ts'
import type { Sim, SimStatus, Sims } from '../../domain/sim.ts'
import { isSimAddress, type SimAddress } from '../../domain/sim-address.ts'
import { callStore } from './store-errors.ts'

type Item = Readonly<Record<string, AttributeValue>>

const isStatus = (value: unknown): value is SimStatus => value === 'active' || value === 'suspended'

const addressOf = (item: Item): SimAddress | undefined => {
  if (item.address === undefined) return undefined
  const address = item.address.S
  if (isSimAddress(address)) return address
  throw new DomainError('STORE_CORRUPT', 'expected the address of a SIM in its canonical form')
}

/** @throws DomainError STORE_CORRUPT; a revocation that cannot be read must not be taken for none */
const toSim = (item: Item): Sim => {
  const iccid = item.iccid?.S
  const status = item.status?.S
  const tokensValidFrom = item.tokensValidFrom && Number(item.tokensValidFrom.N)
  if (!isIccid(iccid) || !isStatus(status) || Number.isNaN(tokensValidFrom)) {
    throw new DomainError(
      'STORE_CORRUPT',
      'expected a SIM with iccid, status active or suspended, and tokensValidFrom a number or absent',
    )
  }
  return { iccid, status, address: addressOf(item), tokensValidFrom }
}

/** SIMs by ICCID. Reads are consistent: a suspension is seen at once. */
export const dynamoDbSims = (client: DynamoDBClient, table: string): Sims => ({
  find: async (iccid) => {
    const { Item } = await callStore('dynamodb:GetItem', () =>
      client.send(
        new GetItemCommand({
          TableName: table,
          Key: { iccid: { S: iccid } },
          ConsistentRead: true,
        }),
      ),
    )
    // A removed SIM stays for a while as a marker for those who write the inventory.
    return Item === undefined || Item.status?.S === 'removed' ? undefined : toSim(Item)
  },
})
