import { DomainError } from '../../errors.ts'
import { inRun } from '../in-run.ts'
import type { StartedRun } from '../ports.ts'
import type { RunNumber } from '../stored-sim.ts'
import { applyPlan } from './apply-plan.ts'
import type { EndingContext } from './end-sessions.ts'
import { type Findings, failedFindings, type Past } from './findings.ts'
import { isCovered } from './held-changes.ts'
import { holdPlan } from './hold-plan.ts'
import { inTime } from './in-time.ts'
import { type PlanContext, planSync } from './plan-sync.ts'
import { recentHours } from './shrink-guard.ts'
import { NO_COUNTS, type SyncReport, type SyncReports } from './sync-report.ts'

export interface SyncContext extends EndingContext, PlanContext {
  readonly reports: SyncReports
  /** Ends the waiting for what does not answer, while there is still time to report. */
  readonly reportSignal?: AbortSignal
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

/** Enough to see what is wrong; a report is one item of a table. */
const PROBLEMS_KEPT = 50

const overdue = () =>
  new DomainError(
    'RUN_OVERDUE',
    'expected all that the sync asked for to be answered in its time, got silence; what it has written by then stays',
  )

const carryOut = async (
  ctx: SyncContext,
  run: StartedRun,
  { maxShrinkShare, confirmRun }: SyncOptions,
  past: Past,
): Promise<Findings> => {
  const plan = await planSync(ctx, run, { maxShrinkShare, recent: past.recent })
  const { losses } = plan.comparison
  const { held } = past
  const isConfirmed = held !== undefined && held.run === confirmRun && isCovered(losses, held)
  return losses.length > plan.allowedLosses && !isConfirmed
    ? holdPlan(ctx, run, plan, past)
    : applyPlan(ctx, run, plan, past, isConfirmed)
}

const findings = async (
  ctx: SyncContext,
  run: StartedRun,
  options: SyncOptions,
  past: Past,
): Promise<Findings> => {
  try {
    return await inTime(carryOut(ctx, run, options, past), ctx.reportSignal, overdue)
  } catch (error) {
    return failedFindings(error, past)
  }
}

const skipped = ({ recent }: Past): Findings => ({
  outcome: 'skipped',
  reason: 'SYNC_RUNNING',
  detail: 'expected no other sync of this inventory to be under way, got one: it reads the same',
  counts: NO_COUNTS,
  losses: 0,
  allowedLosses: 0,
  recent,
  problems: [],
})

/** Tells of what stopped a sync, or its removals, once, not at each further sync that is stopped by the same. */
const announce = async (
  ctx: SyncContext,
  { outcome, source, run, reason = '', detail = '', held, withholding, problems }: SyncReport,
  last: SyncReport | undefined,
): Promise<void> => {
  const stopped = { source, reason, detail, run }
  if (outcome === 'held' && held?.run === run) {
    await ctx.events.publish([{ type: 'SIM Sync Held', ...stopped }])
  }
  if (withholding?.run === run) {
    const { reason } = withholding
    const detail = problems.find(({ code }) => code === reason)?.message ?? ''
    await ctx.events.publish([{ type: 'SIM Removals Withheld', source, reason, detail, run }])
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
  const { last, run, ...found } = await inRun(
    ctx,
    { source, lifetimeMs },
    async (running, started) => {
      // Two at once would write all that they assert, each to fence the other off, and take longer for it.
      const isAlone = await ctx.reports.begin(source, started.deadline, ctx.now())
      const last = await ctx.reports.last(source)
      const past: Past = {
        ...(last?.held && { held: last.held }),
        ...(last?.withholding && { withholding: last.withholding }),
        recent: recentHours(last?.recent ?? [], startedAt),
      }
      const found = isAlone ? await findings(running, started, options, past) : skipped(past)
      return { last, run: started.number, ...found }
    },
  )
  const report: SyncReport = {
    source,
    run,
    ...found,
    problems: found.problems.slice(0, PROBLEMS_KEPT),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: ctx.now() - startedAt,
  }
  if (report.outcome === 'skipped') return report
  // A bus that does not answer must not cost the report.
  await Promise.all([announce(ctx, report, last), ctx.reports.keep(report)])
  return report
}
