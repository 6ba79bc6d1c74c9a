import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { CorruptItem, InventoryStore } from './ports.ts'
import type { StoredAddress, StoredSim } from './stored-sim.ts'

/** Both tables at about one time. */
export interface StoredInventory {
  readonly sims: ReadonlyMap<Iccid, StoredSim>
  readonly addresses: ReadonlyMap<SimAddress, StoredAddress>
  /** Items of both that cannot be read, by their key: they are in neither map, and not missing either. */
  readonly corrupt: ReadonlyMap<string, CorruptItem>
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
  const corrupt = new Map<string, CorruptItem>()
  const onCorrupt = (item: CorruptItem): void => void corrupt.set(item.key, item)
  const [sims, addresses] = await Promise.all([
    collect(store.allSims(onCorrupt), ({ iccid }) => iccid),
    collect(store.allAddresses(onCorrupt), ({ address }) => address),
  ])
  return { sims, addresses, corrupt }
}
