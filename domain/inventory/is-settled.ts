import { DomainError } from '../errors.ts'
import type { Assertion } from './assertion.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import { planEntry } from './plan-entry.ts'
import type { StartedRun } from './ports.ts'
import type { StoredAddress, StoredSim } from './stored-sim.ts'

/** Whether a run that asserts this entry has nothing to write: for comparing a whole inventory with what is stored. */
export const isSettled = (
  entry: InventoryEntry,
  sim: StoredSim | undefined,
  address: StoredAddress | undefined,
  run: StartedRun,
): boolean => {
  const by: Assertion = { run, resumes: false, displaces: true, adds: true }
  try {
    const plan = planEntry({ sim, address }, entry, by)
    return plan.sim === undefined && plan.address === undefined
  } catch (error) {
    if (error instanceof DomainError) return false
    throw error
  }
}
