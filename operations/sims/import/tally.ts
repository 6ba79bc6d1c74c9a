import type { EntryResult, SimChange } from '../../../domain/inventory/entry-result.ts'

/** What became of the rows. One row may change several things. */
export interface Tally extends Record<SimChange, number> {
  /** Rows that were looked at, without those that an earlier attempt had done. */
  applied: number
  unchanged: number
  /** Rows whose address another SIM had until now. */
  displacing: number
  /** Rows that contradict others of the file. */
  contradicting: number
  /** Rows that say word for word what one before says. */
  repeated: number
  /** Rows that the inventory did not take. */
  refused: number
}

export const emptyTally = (): Tally => ({
  applied: 0,
  unchanged: 0,
  added: 0,
  moved: 0,
  suspended: 0,
  resumed: 0,
  described: 0,
  rewritten: 0,
  displacing: 0,
  contradicting: 0,
  repeated: 0,
  refused: 0,
})

/** Counts one result in. */
export const count = (tally: Tally, { changes, displaced, error }: EntryResult): void => {
  tally.applied += 1
  for (const change of changes) tally[change] += 1
  if (displaced !== undefined) tally.displacing += 1
  if (error !== undefined) tally.refused += 1
  else if (changes.length === 0) tally.unchanged += 1
}
