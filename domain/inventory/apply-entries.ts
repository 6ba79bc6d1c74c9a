import pMap, { pMapSettled } from 'p-map'
import type { Assertion } from './assertion.ts'
import { conflictWithin } from './conflict-within.ts'
import { endQuietly } from './end-quietly.ts'
import { entryEvents } from './entry-events.ts'
import type { EntryResult } from './entry-result.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import { readPairings } from './pairing.ts'
import type { InventoryContext, StartedRun } from './ports.ts'
import { throwFirstFailure } from './throw-first-failure.ts'
import { type WrittenEntry, writeEntry } from './write-entry.ts'

export interface ApplyOptions {
  /** Whether `active` also takes back what the operator suspended. */
  readonly resumes?: boolean
  /** Whether it takes an address from a SIM that has it, as an inventory does unless told. */
  readonly displaces?: boolean
}

/** Two full batches of new items. */
const SIMS_AT_ONCE = 50
/** IoT Core takes fewer calls than the store. */
const SESSIONS_AT_ONCE = 16

/**
 * Writes what a run asserts about some SIMs, a few hundred at a time; each entry succeeds or fails for itself.
 *
 * @returns results in the order of the entries
 */
export const applyEntries = async (
  ctx: InventoryContext,
  run: StartedRun,
  entries: readonly InventoryEntry[],
  { resumes = false, displaces = true }: ApplyOptions = {},
): Promise<readonly EntryResult[]> => {
  const by: Assertion = { run, resumes, displaces, adds: true }
  const pairingOf = await readPairings(ctx.store, entries)
  const conflictOf = conflictWithin(entries)
  const write = async (entry: InventoryEntry): Promise<WrittenEntry> => {
    const error = conflictOf(entry)
    if (error !== undefined) return { changes: [], error }
    return writeEntry(ctx, entry, by, pairingOf(entry))
  }
  const settled = await pMapSettled(
    entries,
    async (entry) => ({ entry, ...(await write(entry)) }),
    { concurrency: SIMS_AT_ONCE },
  )
  const written = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const events = written.flatMap((one) => entryEvents(one.entry, one, run))
  const suspended = written.filter(({ changes }) => changes.includes('suspended'))
  // After all of them are refused: IoT Core may be slower than the store.
  await Promise.all([
    events.length > 0 ? ctx.events.publish(events) : undefined,
    pMap(suspended, ({ entry }) => endQuietly(ctx.sessions, entry.iccid), {
      concurrency: SESSIONS_AT_ONCE,
    }),
  ])
  throwFirstFailure(settled)
  return written.map(({ entry, changes, displaced, error }) => ({
    entry,
    changes,
    ...(displaced && { displaced }),
    error,
  }))
}
