import { DomainError } from '../errors.ts'
import type { Assertion } from './assertion.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { Pairing } from './pairing.ts'
import { type EntryPlan, planEntry } from './plan-entry.ts'
import type { StartedRun } from './ports.ts'

/**
 * What a run that asserts an entry has to write: nothing, something that devices notice, or only what nobody waits for, a
 * description or the same once more to fence an earlier run off.
 */
export type Difference = 'none' | 'change' | 'restatement'

const kindOf = ({ sim, address }: EntryPlan): Difference => {
  if (sim === undefined && address === undefined) return 'none'
  const isChange = address?.isNew || sim?.changes.some((change) => change !== 'described')
  return isChange ? 'change' : 'restatement'
}

/** Compares an entry with what is stored, as for a whole inventory. One that will be refused counts as a change. */
export const differenceOf = (
  entry: InventoryEntry,
  { sim, address }: Pick<Pairing, 'sim' | 'address'>,
  run: StartedRun,
): Difference => {
  const by: Assertion = { run, resumes: false, displaces: true, adds: true }
  try {
    return kindOf(planEntry({ sim, address }, entry, by))
  } catch (error) {
    if (error instanceof DomainError) return 'change'
    throw error
  }
}
