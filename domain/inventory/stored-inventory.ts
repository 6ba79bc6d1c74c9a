import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { InventoryStore } from './ports.ts'
import type { StoredAddress, StoredSim } from './stored-sim.ts'

/** Both tables at about one time. */
export interface StoredInventory {
  readonly sims: ReadonlyMap<Iccid, StoredSim>
  readonly addresses: ReadonlyMap<SimAddress, StoredAddress>
}

const collect = async <Key, Item>(
  items: AsyncIterable<Item>,
  keyOf: (item: Item) => Key,
): Promise<ReadonlyMap<Key, Item>> => {
  const found = new Map<Key, Item>()
  for await (const item of items) found.set(keyOf(item), item)
  return found
}

/** Reads both tables whole. */
export const readStoredInventory = async (store: InventoryStore): Promise<StoredInventory> => {
  const [sims, addresses] = await Promise.all([
    collect(store.allSims(), ({ iccid }) => iccid),
    collect(store.allAddresses(), ({ address }) => address),
  ])
  return { sims, addresses }
}
