import type { EndingContext } from './end-sessions.ts'
import { inRun } from './in-run.ts'
import { isCovered } from './loss.ts'
import { type PlanContext, planSync } from './plan-sync.ts'
import type { StartedRun } from './ports.ts'
import { recentHours } from './shrink-guard.ts'
import type { RunNumber } from './stored-sim.ts'
import { applyPlan, type Findings, failedFindings, holdPlan, type Past } from './sync-findings.ts'
import type { SyncReport, SyncReports } from './sync-report.ts'

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

/** Enough to see what is wrong; a report is one item of a table. */
const PROBLEMS_KEPT = 50

const findings = async (
  ctx: SyncContext,
  run: StartedRun,
  { maxShrinkShare, confirmRun }: SyncOptions,
  past: Past,
): Promise<Findings> => {
  try {
    const plan = await planSync(ctx, run, { maxShrinkShare, recent: past.recent })
    const { losses } = plan.comparison
    const { held } = past
    const isConfirmed = held !== undefined && held.run === confirmRun && isCovered(losses, held)
    if (losses.length > plan.allowedLosses && !isConfirmed) {
      return await holdPlan(ctx, run, plan, past)
    }
    return await applyPlan(ctx, run, plan, past, isConfirmed)
  } catch (error) {
    return failedFindings(error, past)
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
  const past: Past = {
    ...(last?.held && { held: last.held }),
    recent: recentHours(last?.recent ?? [], startedAt),
  }
  const { run, ...found } = await inRun(ctx, { source, lifetimeMs }, async (running, started) => ({
    run: started.number,
    ...(await findings(running, started, options, past)),
  }))
  const report: SyncReport = {
    source,
    run,
    ...found,
    problems: found.problems.slice(0, PROBLEMS_KEPT),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: ctx.now() - startedAt,
  }
  await announce(ctx, report, last)
  await ctx.reports.keep(report)
  return report
}
