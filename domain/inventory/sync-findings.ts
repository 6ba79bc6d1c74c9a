import { createHash } from 'node:crypto'
import { DomainError } from '../errors.ts'
import { isIccid } from '../iccid.ts'
import { type Applied, applyComparison } from './apply-comparison.ts'
import type { Comparison, LostSim } from './compare-inventory.ts'
import { type EndingContext, endSessions } from './end-sessions.ts'
import type { SyncPlan } from './plan-sync.ts'
import type { StartedRun, UnreadableEntry } from './ports.ts'
import type { StoredInventory } from './stored-inventory.ts'
import type { RunNumber } from './stored-sim.ts'
import { type HeldChanges, NO_COUNTS, type SyncProblem, type SyncReport } from './sync-report.ts'

/** What a sync came to, before it is a report. */
export type Findings = Omit<SyncReport, 'source' | 'run' | 'startedAt' | 'durationMs'>

const unreadableProblem = ({ place, iccid, code, message }: UnreadableEntry): SyncProblem => ({
  place,
  ...(iccid && { iccid }),
  code,
  message,
})

/** What cannot be read in the tables, unless an entry was refused for it already. */
const corruptProblems = (
  { corrupt }: StoredInventory,
  told: readonly SyncProblem[],
): readonly SyncProblem[] => {
  const messages = new Set(told.map(({ message }) => message))
  return [...corrupt.values()].flatMap(({ key, error: { code, message } }) =>
    messages.has(message) ? [] : [{ ...(isIccid(key) && { iccid: key }), code, message }],
  )
}

/** A sync that was ended by an error. */
export const failedFindings = (error: unknown, held: HeldChanges | undefined): Findings => {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'no Error was thrown'
  const isKnown = error instanceof DomainError
  return {
    outcome: 'failed',
    reason: isKnown ? error.code : 'INTERNAL_ERROR',
    detail: isKnown ? error.message : message,
    counts: NO_COUNTS,
    losses: 0,
    allowedLosses: 0,
    ...(held && { held }),
    problems: [],
  }
}

const digestOf = (lost: readonly LostSim[]): string => {
  const lines = lost.map(({ iccid, how }) => `${iccid} ${how}`).toSorted()
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/** Whether somebody has confirmed exactly this. */
export const isConfirmed = (
  { lost }: Comparison,
  confirmRun: RunNumber | undefined,
  last: HeldChanges | undefined,
): boolean => last !== undefined && last.run === confirmRun && last.digest === digestOf(lost)

/** What was held stays so as long as it is the same: whoever was told of it may take his time. */
const heldChanges = (
  { number }: StartedRun,
  lost: readonly LostSim[],
  last: HeldChanges | undefined,
): HeldChanges => {
  const digest = digestOf(lost)
  return last?.digest === digest ? last : { run: number, losses: lost.length, digest }
}

/** Enough to check with the operator; other problems have to find room in the report too. */
const LOST_SHOWN = 40

const lossProblem = ({ iccid, how }: LostSim): SyncProblem => ({
  iccid,
  code: 'SYNC_HELD',
  message: `would be ${how}`,
})

/** Changes nothing, and says what is to be confirmed. */
export const holdPlan = async (
  ctx: EndingContext,
  run: StartedRun,
  { listing, stored, comparison, listed, allowedLosses, problems: planned }: SyncPlan,
  last: HeldChanges | undefined,
): Promise<Findings> => {
  const { lost, known, unchanged } = comparison
  const losses = lost.length
  const held = heldChanges(run, lost, last)
  const problems = await endSessions(ctx, [], stored)
  return {
    outcome: 'held',
    reason: 'SYNC_HELD',
    detail: `expected at most ${allowedLosses} of ${known} SIMs to lose their access or their address to another, got ${losses}; confirm run ${held.run} to let it happen`,
    counts: { ...NO_COUNTS, listed, known, unchanged, unreadable: listing.unreadable.length },
    losses,
    allowedLosses,
    held,
    problems: [
      ...lost.slice(0, LOST_SHOWN).map(lossProblem),
      ...planned,
      ...corruptProblems(stored, []),
      ...problems,
      ...listing.unreadable.map(unreadableProblem),
    ],
  }
}

const outcomeOf = ({ stoppedBy }: Applied): Pick<Findings, 'outcome' | 'reason' | 'detail'> =>
  stoppedBy === undefined
    ? { outcome: 'applied' }
    : { outcome: 'failed', reason: stoppedBy.code, detail: stoppedBy.message }

/** Writes what was planned. */
export const applyPlan = async (
  ctx: EndingContext,
  run: StartedRun,
  { listing, stored, comparison, listed, allowedLosses, problems: planned }: SyncPlan,
): Promise<Findings> => {
  const applied = await applyComparison(ctx, run, comparison)
  const unended = await endSessions(ctx, applied.refusedSims, stored)
  return {
    ...outcomeOf(applied),
    counts: { ...applied.counts, listed, unreadable: listing.unreadable.length },
    losses: comparison.lost.length,
    allowedLosses,
    problems: [
      ...planned,
      ...corruptProblems(stored, applied.problems),
      ...unended,
      ...applied.problems,
      ...listing.unreadable.map(unreadableProblem),
    ],
  }
}
