import { DomainError } from '../../domain/errors.ts'
import type { Iccid } from '../../domain/iccid.ts'
import type { Inventory } from '../../domain/identify-sim.ts'
import type { InventoryStore, OnCorrupt } from '../../domain/inventory/ports.ts'
import { isLive, type StoredAddress, type StoredSim } from '../../domain/inventory/stored-sim.ts'
import type { SimAddress } from '../../domain/sim-address.ts'

/** Called before each access to one item; what follows it is one atomic step. */
export type Step = (operation: string) => Promise<void>

interface Item {
  readonly revision: number
}

const table = <Key extends string, Value extends Item>(name: string, step: Step) => {
  const items = new Map<Key, Value>()
  const corrupt = new Set<Key>()
  const read = (key: Key, onCorrupt: OnCorrupt | undefined): Value | undefined => {
    if (!corrupt.has(key)) return items.get(key)
    const error = new DomainError('STORE_CORRUPT', `expected a whole item of ${name} ${key}`)
    if (onCorrupt === undefined) throw error
    onCorrupt({ key, error })
    return undefined
  }
  return {
    items,
    /** Keys of items that cannot be read. */
    corrupt,

    /** A batch of reads is no snapshot: each item is read for itself. */
    find: async (keys: readonly Key[], onCorrupt?: OnCorrupt): Promise<ReadonlyMap<Key, Value>> => {
      const found = await Promise.all(
        keys.map(async (key): Promise<[Key, Value | undefined]> => {
          await step(`read ${name} ${key}`)
          return [key, read(key, onCorrupt)]
        }),
      )
      return new Map(found.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
    },

    all: async function* (onCorrupt?: OnCorrupt): AsyncIterable<Value> {
      for (const key of [...items.keys()]) {
        await step(`scan ${name} ${key}`)
        const item = read(key, onCorrupt)
        if (item !== undefined) yield item
      }
    },

    put: async (key: Key, next: Value, seen: Value | undefined): Promise<boolean> => {
      await step(`write ${name} ${key}`)
      const stored = items.get(key)
      if (stored?.revision !== seen?.revision) return false
      items.set(key, next)
      return true
    },
  }
}

/** Both tables in memory, as their writers and as onboarding see them. */
export const createMemoryInventory = (step: Step = async () => {}) => {
  const sims = table<Iccid, StoredSim>('SIM', step)
  const addresses = table<SimAddress, StoredAddress>('address', step)
  const store: InventoryStore = {
    findSims: sims.find,
    findAddresses: addresses.find,
    allSims: sims.all,
    allAddresses: addresses.all,
    putSim: (next, seen) => sims.put(next.iccid, next, seen),
    putAddress: (next, seen) => addresses.put(next.address, next, seen),
    isRefusal: () => false,
  }
  const readers: Inventory = {
    sims: {
      find: async (iccid) => {
        const sim = (await sims.find([iccid])).get(iccid)
        return isLive(sim) ? sim : undefined
      },
    },
    simAddresses: {
      find: async (address) => (await addresses.find([address])).get(address)?.iccid,
    },
  }
  return {
    sims: sims.items,
    addresses: addresses.items,
    corruptSims: sims.corrupt,
    corruptAddresses: addresses.corrupt,
    store,
    readers,
  }
}

export type MemoryInventory = ReturnType<typeof createMemoryInventory>
