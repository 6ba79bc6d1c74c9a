import { pMapSettled } from 'p-map'
import { chunksOf } from '../../chunks-of.ts'
import { DomainError } from '../../errors.ts'
import { applyEntries } from '../apply-entries.ts'
import type { InventoryEntry } from '../inventory-entry.ts'
import type { InventoryContext, StartedRun } from '../ports.ts'
import { removeSim } from '../remove-sim.ts'
import type { SimEvent } from '../sim-event.ts'
import type { StoredSim } from '../stored-sim.ts'
import { throwFirstFailure } from '../throw-first-failure.ts'
import type { Comparison } from './compare-inventory.ts'
import { endInBackground } from './end-in-background.ts'
import { releaseOrphans } from './release-orphans.ts'
import { type Applied, createTally, type Tally } from './sync-tally.ts'

const ENTRIES_AT_ONCE = 400
const REMOVALS_AT_ONCE = 16
const ADDRESSES_AT_ONCE = 100

const isUnavailable = (error: DomainError | undefined): boolean =>
  error?.code === 'STORE_UNAVAILABLE'

const assertAll = async (
  ctx: InventoryContext,
  run: StartedRun,
  asserted: readonly InventoryEntry[],
  tally: Tally,
): Promise<void> => {
  for (const entries of chunksOf(asserted, ENTRIES_AT_ONCE)) {
    if (tally.isStopped()) return
    const results = await applyEntries(ctx, run, entries)
    for (const { entry, changes, error } of results) {
      for (const change of changes) tally.counts[change] += 1
      if (changes.includes('suspended')) tally.refusedSims.push(entry.iccid)
      // What was written before an error took effect too.
      if (changes.length > 0) tally.change(entry.iccid)
      if (error !== undefined) tally.refuse(entry.iccid, error)
      else if (changes.length === 0) tally.counts.unchanged += 1
    }
    const overdue = results.find(({ error }) => error?.code === 'RUN_OVERDUE')?.error
    if (overdue !== undefined) tally.stop(overdue)
    // Nobody answers any more: the rest would only wait for the same.
    const [first] = results
    if (first?.error && results.every(({ error }) => isUnavailable(error))) tally.stop(first.error)
  }
}

const removeMissing = async (
  ctx: InventoryContext,
  run: StartedRun,
  { iccid }: StoredSim,
  tally: Tally,
): Promise<void> => {
  if (tally.isStopped()) return
  try {
    await removeSim(ctx, run, iccid, 'inventory')
    tally.counts.removed += 1
    tally.change(iccid)
    tally.refusedSims.push(iccid)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // Somebody else has removed it meanwhile.
    if (error.code === 'SIM_UNKNOWN') return
    tally.refuse(iccid, error)
    if (error.code === 'RUN_OVERDUE' || isUnavailable(error)) tally.stop(error)
  }
}

/** Removals tell of themselves one by one; a call of the bus takes many. */
const removeAll = async (
  ctx: InventoryContext,
  run: StartedRun,
  sims: readonly StoredSim[],
  tally: Tally,
): Promise<void> => {
  const told: SimEvent[] = []
  const events = { publish: async (some: readonly SimEvent[]) => void told.push(...some) }
  // Nothing may be under way any more when the others are told, or when it fails.
  const removals = await pMapSettled(
    sims,
    (sim) => removeMissing({ ...ctx, events }, run, sim, tally),
    { concurrency: REMOVALS_AT_ONCE },
  )
  if (told.length > 0) await ctx.events.publish(told)
  throwFirstFailure(removals)
}

const applyInOrder = async (
  ctx: InventoryContext,
  run: StartedRun,
  { differing, missing, restated, orphans }: Comparison,
  tally: Tally,
): Promise<void> => {
  const isRefused = ({ status }: InventoryEntry): boolean => status === 'suspended'
  const others = differing.filter((entry) => !isRefused(entry))
  await assertAll(ctx, run, differing.filter(isRefused), tally)
  await assertAll(ctx, run, others, tally)
  for (const sims of chunksOf(missing, ENTRIES_AT_ONCE)) await removeAll(ctx, run, sims, tally)
  // After an import or a crash this may be the whole fleet, and the time of the run too short for it.
  await assertAll(ctx, run, restated, tally)
  for (const addresses of chunksOf(orphans, ADDRESSES_AT_ONCE)) {
    if (tally.isStopped()) break
    await releaseOrphans(ctx, run, addresses)
  }
}

/**
 * Writes what a comparison found, what devices notice first: who is refused, who else is there otherwise, who is gone; then what
 * is only said again, and what earlier runs left behind.
 */
export const applyComparison = async (
  ctx: InventoryContext,
  run: StartedRun,
  comparison: Comparison,
): Promise<Applied> => {
  const { sessions, stop } = endInBackground(ctx.sessions)
  const tally = createTally(comparison)
  try {
    await applyInOrder({ ...ctx, sessions }, run, comparison, tally)
  } finally {
    // All of them are ended once more, after a while.
    stop()
  }
  return tally.done()
}
