import { aStoredAddress, aStoredSim } from '../inventory-context.ts'
import { createMemoryInventory, type Step } from '../memory-inventory.ts'
import { createMemoryRuns } from '../memory-runs.ts'
import type { Ground } from './play-scenario.ts'

/** Both tables and the runs in memory, where each access to one item is one step. */
export const memoryGround = (step: Step): Ground => {
  const { sims, addresses, store, readers } = createMemoryInventory(step)
  return {
    store,
    readers,
    runs: (now) => createMemoryRuns(now, step),
    seed: async (snapshot) => {
      const others = { run: 0, revision: 0 }
      for (const { iccid, address } of snapshot) {
        sims.set(iccid, aStoredSim({ iccid, address, source: undefined, ...others }))
        if (address === undefined) continue
        addresses.set(address, aStoredAddress({ address, iccid, ...others }))
      }
    },
  }
}
