import { DomainError } from '../errors.ts'
import { isIccid } from '../iccid.ts'
import { type Applied, applyComparison } from './apply-comparison.ts'
import { type EndingContext, endSessions } from './end-sessions.ts'
import { type HeldChanges, holdLosses, isCovered } from './loss.ts'
import type { SyncPlan } from './plan-sync.ts'
import type { StartedRun, UnreadableEntry } from './ports.ts'
import { type HourOfLosses, withLosses } from './shrink-guard.ts'
import type { StoredInventory } from './stored-inventory.ts'
import { NO_COUNTS, type SyncProblem, type SyncReport, type Withholding } from './sync-report.ts'

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

/** What earlier syncs left to this one. */
export interface Past {
  readonly held?: HeldChanges
  readonly withholding?: Withholding
  readonly recent: readonly HourOfLosses[]
}

/** The first of the problems, of which a report has only so many. */
const withheldProblems = ({ withheld }: SyncPlan): readonly SyncProblem[] =>
  withheld === undefined ? [] : [{ code: withheld.error.code, message: withheld.error.message }]

/** It stays with the run that withheld them first, as long as the reason is the same: whoever was told of it knows. */
const withholdingOf = (
  { withheld }: SyncPlan,
  run: StartedRun,
  past: Past,
): Pick<Findings, 'withholding'> => {
  if (withheld === undefined) return {}
  const reason = withheld.error.code
  const { withholding = { run: run.number, reason } } = past
  return { withholding: withholding.reason === reason ? withholding : { run: run.number, reason } }
}

/** A sync that was ended by an error. */
export const failedFindings = (error: unknown, { held, withholding, recent }: Past): Findings => {
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
    ...(withholding && { withholding }),
    recent,
    problems: [],
  }
}

const SIMS_NAMED = 10

/** The mail has no more than this. */
const detailOf = (
  { comparison: { known, losses }, allowedLosses }: SyncPlan,
  { run, sims }: HeldChanges,
): string => {
  const names = sims.slice(0, SIMS_NAMED).map(({ iccid }) => iccid)
  const named = names.length < losses.length ? `${names.join(', ')} and others` : names.join(', ')
  return `expected at most ${allowedLosses} of ${known} SIMs to lose their access or their address to another, got ${losses.length}: ${named}; {"confirmRun":${run}} lets it happen`
}

/** Changes nothing, and says what is to be confirmed. */
export const holdPlan = async (
  ctx: EndingContext,
  run: StartedRun,
  plan: SyncPlan,
  past: Past,
): Promise<Findings> => {
  const { listing, stored, comparison, listed, allowedLosses } = plan
  const { losses, known, unchanged } = comparison
  // It stays so as long as nothing else would be lost: whoever was told of it may take his time.
  const isShown = past.held !== undefined && isCovered(losses, past.held)
  const held = isShown && past.held ? past.held : holdLosses(run.number, losses)
  const problems = await endSessions(ctx, run, [], stored)
  return {
    outcome: 'held',
    reason: 'SYNC_HELD',
    detail: detailOf(plan, held),
    counts: {
      ...NO_COUNTS,
      listed,
      known,
      unchanged,
      withheld: plan.withheld?.sims ?? 0,
      unreadable: listing.unreadable.length,
    },
    losses: losses.length,
    allowedLosses,
    held,
    ...withholdingOf(plan, run, past),
    recent: past.recent,
    problems: [
      ...withheldProblems(plan),
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

/** What somebody has looked at does not count against later syncs, and what of it is still to be done stays confirmed. */
const pastAfter = (
  ctx: EndingContext,
  { known }: SyncPlan['comparison'],
  { losses, stoppedBy }: Applied,
  { held, recent }: Past,
  isConfirmed: boolean,
): Past => {
  if (!isConfirmed) return { recent: withLosses(recent, { known, losses }, ctx.now()) }
  return { recent: [], ...(stoppedBy && held && { held }) }
}

/** Writes what was planned. */
export const applyPlan = async (
  ctx: EndingContext,
  run: StartedRun,
  plan: SyncPlan,
  past: Past,
  isConfirmed: boolean,
): Promise<Findings> => {
  const { listing, stored, comparison, listed, allowedLosses } = plan
  const applied = await applyComparison(ctx, run, comparison)
  const unended = await endSessions(ctx, run, applied.refusedSims, stored)
  return {
    ...outcomeOf(applied),
    counts: {
      ...applied.counts,
      listed,
      withheld: plan.withheld?.sims ?? 0,
      unreadable: listing.unreadable.length,
    },
    losses: comparison.losses.length,
    allowedLosses,
    ...pastAfter(ctx, comparison, applied, past, isConfirmed),
    ...withholdingOf(plan, run, past),
    problems: [
      ...withheldProblems(plan),
      ...corruptProblems(stored, applied.problems),
      ...unended,
      ...applied.problems,
      ...listing.unreadable.map(unreadableProblem),
    ],
  }
}
