import type { InventoryEntry } from './inventory-entry.ts'
import type { StartedRun } from './ports.ts'
import type { StoredAddress, StoredSim } from './stored-sim.ts'

/** Whether a run that asserts this entry has nothing to write: pure, for comparing a whole inventory. */
export const isSettled = (
  _entry: InventoryEntry,
  _sim: StoredSim | undefined,
  _address: StoredAddress | undefined,
  _run: StartedRun,
): boolean => {
  throw new Error('not built yet')
}
