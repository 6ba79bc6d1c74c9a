import type { EntryResult } from './entry-result.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { InventoryContext, StartedRun } from './ports.ts'

export interface ApplyOptions {
  /** Whether `active` also takes back what the operator suspended. */
  readonly resumes?: boolean
  /** SIMs written at the same time; 16 unless told. */
  readonly concurrency?: number
}

/** Any number up to a few hundred; results in the order of the entries. */
export const applyEntries = async (
  _ctx: InventoryContext,
  _run: StartedRun,
  _entries: readonly InventoryEntry[],
  _options: ApplyOptions = {},
): Promise<readonly EntryResult[]> => {
  throw new Error('not built yet')
}
