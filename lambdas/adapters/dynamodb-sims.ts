import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { isLive } from '../../domain/inventory/stored-sim.ts'
import type { Sim, Sims } from '../../domain/sim.ts'
import type { Item } from './batch-get.ts'
import { callStore } from './store-errors.ts'
import { toStoredSim } from './stored-sim-item.ts'

/**
 * A SIM as those see it who write the inventory, so that none can connect which a suspension would not reach. A removed
 * one stays for a while as a marker for them, whatever else is in it.
 *
 * @throws DomainError STORE_CORRUPT; a revocation that cannot be read must not be taken for none
 */
const toSim = (item: Item): Sim | undefined => {
  if (item.status?.S === 'removed') return undefined
  const sim = toStoredSim(item)
  if (!isLive(sim)) return undefined
  const { iccid, status, address, tokensValidFrom } = sim
  return { iccid, status, address, tokensValidFrom }
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
    return Item && toSim(Item)
  },
})
