import { DomainError } from '../errors.ts'
import { type Applied, applyComparison } from './apply-comparison.ts'
import { type EndingContext, endSessions } from './end-sessions.ts'
import { type PlanContext, planSync, type SyncPlan } from './plan-sync.ts'
import type { StartedRun, UnreadableEntry } from './ports.ts'
import type { RunNumber } from './stored-sim.ts'
import {
  type HeldChanges,
  NO_COUNTS,
  type SyncProblem,
  type SyncReport,
  type SyncReports,
} from './sync-report.ts'

export interface SyncContext extends EndingContext, PlanContext {
  readonly reports: SyncReports
}

export interface SyncOptions {
  /** Whose inventory it is: `1nce`, `s3-csv`. */
  readonly source: string
  readonly lifetimeMs: number
  /** 0 to 1. */
  readonly maxShrinkShare: number
  /** The held run whose losses are meant. */
  readonly confirmRun?: RunNumber
}

/** What a sync came to, before it is a report. */
interface Findings extends Omit<SyncReport, 'source' | 'run' | 'startedAt' | 'durationMs'> {
  /** Whether the store has answered every write, so that none can come late. */
  readonly isAnswered: boolean
}

/** Enough to see what is wrong; a report is one item of a table. */
const PROBLEMS_KEPT = 50

const unreadableProblem = ({ place, iccid, code, message }: UnreadableEntry): SyncProblem => ({
  place,
  ...(iccid && { iccid }),
  code,
  message,
})

const failed = (error: unknown, held: HeldChanges | undefined, isAnswered: boolean): Findings => {
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
    isAnswered,
  }
}

/** What was held stays so as long as nothing more would be lost: whoever was told of it may take his time. */
const heldChanges = (
  { number }: StartedRun,
  losses: number,
  last: HeldChanges | undefined,
): HeldChanges => (last !== undefined && losses <= last.losses ? last : { run: number, losses })

const hold = async (
  ctx: SyncContext,
  run: StartedRun,
  { listing, stored, comparison, listed, allowedLosses }: SyncPlan,
  last: HeldChanges | undefined,
): Promise<Findings> => {
  const { losses, known, unchanged } = comparison
  const held = heldChanges(run, losses, last)
  const problems = await endSessions(ctx, [], stored)
  return {
    outcome: 'held',
    reason: 'SYNC_HELD',
    detail: `expected at most ${allowedLosses} of ${known} SIMs to lose their access, got ${losses}; {"confirmRun":${held.run}} lets it happen`,
    counts: { ...NO_COUNTS, listed, known, unchanged, unreadable: listing.unreadable.length },
    losses,
    allowedLosses,
    held,
    problems: [...problems, ...listing.unreadable.map(unreadableProblem)],
    isAnswered: true,
  }
}

const outcomeOf = ({ stoppedBy }: Applied): Pick<Findings, 'outcome' | 'reason' | 'detail'> =>
  stoppedBy === undefined
    ? { outcome: 'applied' }
    : { outcome: 'failed', reason: stoppedBy.code, detail: stoppedBy.message }

const apply = async (
  ctx: SyncContext,
  run: StartedRun,
  { listing, stored, comparison, listed, allowedLosses }: SyncPlan,
): Promise<Findings> => {
  const applied = await applyComparison(ctx, run, comparison)
  const unended = await endSessions(ctx, applied.refusedSims, stored)
  return {
    ...outcomeOf(applied),
    counts: { ...applied.counts, listed, unreadable: listing.unreadable.length },
    losses: comparison.losses,
    allowedLosses,
    problems: [...unended, ...applied.problems, ...listing.unreadable.map(unreadableProblem)],
    isAnswered: applied.isAnswered,
  }
}

const findings = async (
  ctx: SyncContext,
  run: StartedRun,
  { maxShrinkShare, confirmRun }: SyncOptions,
  last: HeldChanges | undefined,
): Promise<Findings> => {
  let plan: SyncPlan
  try {
    plan = await planSync(ctx, run, maxShrinkShare)
  } catch (error) {
    return failed(error, last, true)
  }
  const { losses } = plan.comparison
  const isConfirmed = last !== undefined && last.run === confirmRun && losses <= last.losses
  try {
    if (losses > plan.allowedLosses && !isConfirmed) return await hold(ctx, run, plan, last)
    return await apply(ctx, run, plan)
  } catch (error) {
    return failed(error, last, false)
  }
}

/** Tells of what stopped a sync once, not at each further sync that is stopped by the same. */
const announce = async (
  ctx: SyncContext,
  { outcome, source, run, reason = '', detail = '', held }: SyncReport,
  last: SyncReport | undefined,
): Promise<void> => {
  const stopped = { source, reason, detail, run }
  if (outcome === 'held' && held?.run === run) {
    await ctx.events.publish([{ type: 'SIM Sync Held', ...stopped }])
  }
  const isNew = last?.outcome !== 'failed' || last.reason !== reason
  if (outcome === 'failed' && isNew) {
    await ctx.events.publish([{ type: 'SIM Sync Failed', ...stopped }])
  }
}

/**
 * Makes the tables what an operator's inventory says, if that costs no more SIMs their access than it may; otherwise
 * changes nothing, until the run is confirmed. What fails is in the report, not thrown.
 */
export const synchronize = async (ctx: SyncContext, options: SyncOptions): Promise<SyncReport> => {
  const { source, lifetimeMs } = options
  const startedAt = ctx.now()
  const last = await ctx.reports.last(source)
  const run = await ctx.runs.start({ source, lifetimeMs })
  const { isAnswered, ...found } = await findings(ctx, run, options, last?.held)
  if (isAnswered) await ctx.runs.end(run)
  const report: SyncReport = {
    source,
    run: run.number,
    ...found,
    problems: found.problems.slice(0, PROBLEMS_KEPT),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: ctx.now() - startedAt,
  }
  await announce(ctx, report, last)
  await ctx.reports.keep(report)
  return report
}
