import { DomainError } from '../../errors.ts'
import type { Iccid } from '../../iccid.ts'
import type { SimAddress } from '../../sim-address.ts'
import type { CorruptItem, InventoryStore } from '../ports.ts'
import type { StoredAddress, StoredSim } from '../stored-sim.ts'
import { inTime } from './in-time.ts'

/** Both tables at about one time. */
export interface StoredInventory {
  readonly sims: ReadonlyMap<Iccid, StoredSim>
  readonly addresses: ReadonlyMap<SimAddress, StoredAddress>
  /** Items of both that cannot be read, by their key: they are in neither map, and not missing either. */
  readonly corrupt: ReadonlyMap<string, CorruptItem>
}

const overdue = () =>
  new DomainError(
    'STORE_UNAVAILABLE',
    'expected both tables to be read in the time of the run, got no end of them',
  )

const collect = async <Key, Item>(
  items: AsyncIterable<Item>,
  keyOf: (item: Item) => Key,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Key, Item>> => {
  const found = new Map<Key, Item>()
  for await (const item of items) {
    // Nobody waits for it any more.
    if (signal?.aborted) throw overdue()
    found.set(keyOf(item), item)
  }
  return found
}

/**
 * Reads both tables whole.
 *
 * @param signal ends the waiting: one page of a table that does not answer may be tried again for minutes
 * @throws DomainError STORE_UNAVAILABLE
 */
export const readStoredInventory = async (
  store: InventoryStore,
  signal?: AbortSignal,
): Promise<StoredInventory> => {
  const corrupt = new Map<string, CorruptItem>()
  const onCorrupt = (item: CorruptItem): void => void corrupt.set(item.key, item)
  const tables = Promise.all([
    collect(store.allSims(onCorrupt), ({ iccid }) => iccid, signal),
    collect(store.allAddresses(onCorrupt), ({ address }) => address, signal),
  ])
  const [sims, addresses] = await inTime(tables, signal, overdue)
  return { sims, addresses, corrupt }
}
