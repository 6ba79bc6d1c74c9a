import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DomainError } from '../../domain/errors.ts'
import type { InventoryStore, OnCorrupt } from '../../domain/inventory/ports.ts'
import { batchGet, type Item } from './batch-get.ts'
import { comparingAndSetting } from './compare-and-set.ts'
import { isRefusal } from './is-refusal.ts'
import { scanTable } from './scan-table.ts'
import { addressAttributes, seenAddressAttributes, toStoredAddress } from './stored-address-item.ts'
import { seenSimAttributes, simAttributes, toStoredSim } from './stored-sim-item.ts'

export interface InventoryTables {
  readonly sims: string
  readonly simAddresses: string
}

/** Reads items one by one, so that one that cannot be read spoils no other. */
const reader =
  <T>(key: string, parse: (item: Item) => T, onCorrupt: OnCorrupt | undefined) =>
  (item: Item): T[] => {
    try {
      return [parse(item)]
    } catch (error) {
      if (onCorrupt === undefined || !(error instanceof DomainError)) throw error
      onCorrupt({ key: item[key]?.S ?? '', error })
      return []
    }
  }

/** Both tables as their writers see them. */
export const dynamoDbInventoryStore = (
  client: DynamoDBClient,
  { sims, simAddresses }: InventoryTables,
): InventoryStore => {
  const compareAndSet = comparingAndSetting(client)
  return {
    findSims: async (iccids, onCorrupt) => {
      const found = await batchGet(client, sims, 'iccid', iccids)
      return new Map(
        found.flatMap(reader('iccid', toStoredSim, onCorrupt)).map((sim) => [sim.iccid, sim]),
      )
    },
    findAddresses: async (addresses, onCorrupt) => {
      const found = await batchGet(client, simAddresses, 'address', addresses)
      return new Map(
        found
          .flatMap(reader('address', toStoredAddress, onCorrupt))
          .map((item) => [item.address, item]),
      )
    },
    allSims: async function* (onCorrupt) {
      const read = reader('iccid', toStoredSim, onCorrupt)
      for await (const item of scanTable(client, sims)) yield* read(item)
    },
    allAddresses: async function* (onCorrupt) {
      const read = reader('address', toStoredAddress, onCorrupt)
      for await (const item of scanTable(client, simAddresses)) yield* read(item)
    },
    putSim: (next, seen) =>
      compareAndSet({
        table: sims,
        key: { iccid: { S: next.iccid } },
        next: simAttributes(next, seen),
        seen: seen && seenSimAttributes(seen),
      }),
    putAddress: (next, seen) =>
      compareAndSet({
        table: simAddresses,
        key: { address: { S: next.address } },
        next: addressAttributes(next, seen),
        seen: seen && seenAddressAttributes(seen),
      }),
    isRefusal,
  }
}
