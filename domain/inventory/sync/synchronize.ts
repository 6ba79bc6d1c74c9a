import { DomainError } from '../../errors.ts'
import { inRun } from '../in-run.ts'
import type { StartedRun } from '../ports.ts'
import type { RunNumber } from '../stored-sim.ts'
import { announce } from './announce.ts'
import { applyPlan } from './apply-plan.ts'
import type { EndingContext } from './end-sessions.ts'
import { type Findings, failedFindings, type Past } from './findings.ts'
import { isCovered } from './held-changes.ts'
import { holdPlan } from './hold-plan.ts'
import { inTime } from './in-time.ts'
import { planLosses, withPlanned } from './plan-losses.ts'
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
  expect: (past: Past) => void,
): Promise<Findings> => {
  const plan = await planSync(ctx, run, { maxShrinkShare, recent: past.recent })
  const { losses } = plan.comparison
  const { held } = past
  const isConfirmed = held !== undefined && held.run === confirmRun && isCovered(losses, held)
  if (losses.length > plan.allowedLosses && !isConfirmed) return holdPlan(ctx, run, plan, past)
  // What somebody has looked at is not counted.
  if (losses.length > 0 && !isConfirmed) {
    const planned = withPlanned(past, plan, ctx.now())
    expect(planned)
    await planLosses(ctx.reports, run, planned)
  }
  return applyPlan(ctx, run, plan, past, isConfirmed)
}

const findings = async (
  ctx: SyncContext,
  run: StartedRun,
  options: SyncOptions,
  past: Past,
): Promise<Findings> => {
  let left = past
  const expect = (planned: Past): void => {
    left = planned
  }
  try {
    return await inTime(carryOut(ctx, run, options, past, expect), ctx.reportSignal, overdue)
  } catch (error) {
    return failedFindings(error, left)
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
      const { number, deadline } = started
      const term = { run: number, now: ctx.now(), until: deadline }
      const isAlone = await ctx.reports.begin(source, term)
      const { report: last, recent } = await ctx.reports.last(source)
      const past: Past = {
        ...(last?.held && { held: last.held }),
        ...(last?.withholding && { withholding: last.withholding }),
        ...(last?.unreadableSince && { unreadableSince: last.unreadableSince }),
        recent: recentHours(recent, startedAt),
      }
      const found = isAlone ? await findings(running, started, options, past) : skipped(past)
      return { last, run: number, ...found }
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
  await Promise.all([announce(ctx.events, report, last), ctx.reports.keep(report)])
  return report
}
