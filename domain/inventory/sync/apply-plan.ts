import type { StartedRun } from '../ports.ts'
import { applyComparison } from './apply-comparison.ts'
import { type EndingContext, endSessions } from './end-sessions.ts'
import type { Findings, Past } from './findings.ts'
import type { SyncPlan } from './plan-sync.ts'
import { withLosses } from './shrink-guard.ts'
import { problemsOf } from './sync-problems.ts'
import type { Applied } from './sync-tally.ts'
import { unreadableSinceOf } from './unreadable-guard.ts'
import { withholdingOf } from './withholding.ts'

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
    ...unreadableSinceOf(plan, run, past),
    problems: problemsOf(plan, applied.problems, unended),
  }
}
