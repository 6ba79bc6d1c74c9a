import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { InventoryStore } from '../../domain/inventory/ports.ts'
import { batchGet } from './batch-get.ts'
import { compareAndSet } from './compare-and-set.ts'
import { scanTable } from './scan-table.ts'
import { addressAttributes, seenAddressAttributes, toStoredAddress } from './stored-address-item.ts'
import { seenSimAttributes, simAttributes, toStoredSim } from './stored-sim-item.ts'

export interface InventoryTables {
  readonly sims: string
  readonly simAddresses: string
}

/** Both tables as their writers see them. */
export const dynamoDbInventoryStore = (
  client: DynamoDBClient,
  { sims, simAddresses }: InventoryTables,
): InventoryStore => ({
  findSims: async (iccids) => {
    const found = await batchGet(client, sims, 'iccid', iccids)
    return new Map(found.map(toStoredSim).map((sim) => [sim.iccid, sim]))
  },
  findAddresses: async (addresses) => {
    const found = await batchGet(client, simAddresses, 'address', addresses)
    return new Map(found.map(toStoredAddress).map((item) => [item.address, item]))
  },
  allSims: async function* () {
    for await (const item of scanTable(client, sims)) yield toStoredSim(item)
  },
  allAddresses: async function* () {
    for await (const item of scanTable(client, simAddresses)) yield toStoredAddress(item)
  },
  putSim: (next, seen) =>
    compareAndSet(client, {
      table: sims,
      key: { iccid: { S: next.iccid } },
      next: simAttributes(next, seen),
      seen: seen && seenSimAttributes(seen),
    }),
  putAddress: (next, seen) =>
    compareAndSet(client, {
      table: simAddresses,
      key: { address: { S: next.address } },
      next: addressAttributes(next, seen),
      seen: seen && seenAddressAttributes(seen),
    }),
})
