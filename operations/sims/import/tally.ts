import type { DomainError } from '../../../domain/errors.ts'
import type { EntryResult, SimChange } from '../../../domain/inventory/entry-result.ts'

/** What became of the rows. One row may change several things. */
export interface Tally extends Record<SimChange, number> {
  /** Rows that were looked at, without those that an earlier attempt had done. */
  applied: number
  unchanged: number
  /** Rows that an earlier attempt had done. */
  doneBefore: number
  /** SIMs that had an address, and to which the file gives none. */
  unaddressed: number
  /** Rows whose address another SIM had until now. */
  displacing: number
  /** SIMs that another one took the address from, and that get no other from this file. */
  stranded: number
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
  doneBefore: 0,
  unaddressed: 0,
  added: 0,
  moved: 0,
  suspended: 0,
  resumed: 0,
  described: 0,
  rewritten: 0,
  displacing: 0,
  stranded: 0,
  contradicting: 0,
  repeated: 0,
  refused: 0,
})

/** Whether a fault is not the row's: it has to be applied yet, and so have those after it. */
export const isStopping = (error: DomainError | undefined): boolean =>
  error?.code === 'RUN_OVERDUE' || error?.code === 'STORE_UNAVAILABLE'

/** Whether a SIM has no address any more because its own row says so. */
export const isUnaddressed = ({ entry, changes }: EntryResult): boolean =>
  entry.address === undefined && changes.includes('moved')

/** Counts one result in. */
export const count = (tally: Tally, result: EntryResult): void => {
  const { changes, displaced, error } = result
  if (isUnaddressed(result)) tally.unaddressed += 1
  for (const change of changes) tally[change] += 1
  if (displaced !== undefined) tally.displacing += 1
  if (isStopping(error)) return
  tally.applied += 1
  if (error !== undefined) tally.refused += 1
  else if (changes.length === 0) tally.unchanged += 1
}
