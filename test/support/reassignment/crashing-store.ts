import type { InventoryStore } from '../../../domain/inventory/ports.ts'

export class Crash extends Error {
  override readonly name = 'Crash'
}

/** The store of a process that dies when it is about to write once more than so many times. */
export const crashingStore = (store: InventoryStore, afterWrites: number): InventoryStore => {
  let writes = 0
  let isDead = false
  const living = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Crash('dead')
    const result = await work()
    if (isDead) throw new Crash('died meanwhile')
    return result
  }
  const write = (work: () => Promise<boolean>) =>
    living(() => {
      isDead ||= writes++ >= afterWrites
      if (isDead) throw new Crash('died before a write')
      return work()
    })
  return {
    ...store,
    findSims: (iccids) => living(() => store.findSims(iccids)),
    findAddresses: (addresses) => living(() => store.findAddresses(addresses)),
    putSim: (next, seen) => write(() => store.putSim(next, seen)),
    putAddress: (next, seen) => write(() => store.putAddress(next, seen)),
  }
}
