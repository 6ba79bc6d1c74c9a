import type { InventoryStore } from '../../../domain/inventory/ports.ts'

export interface Sleep {
  /** How many calls come before it. */
  readonly afterCalls: number
  /** Resolves when the process wakes up. */
  readonly waking: Promise<unknown>
  /** Told of writes that were decided on and are not done yet, also while the process sleeps. */
  readonly watch: (write: Promise<boolean>) => Promise<boolean>
}

/** The store of a process that falls asleep right before one of its calls. */
export const sleepingStore = (
  store: InventoryStore,
  { afterCalls, waking, watch }: Sleep,
): InventoryStore => {
  let calls = 0
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (calls++ === afterCalls) await waking
    return work()
  }
  return {
    ...store,
    findSims: (iccids) => call(() => store.findSims(iccids)),
    findAddresses: (addresses) => call(() => store.findAddresses(addresses)),
    putSim: (next, seen) => watch(call(() => store.putSim(next, seen))),
    putAddress: (next, seen) => watch(call(() => store.putAddress(next, seen))),
  }
}
