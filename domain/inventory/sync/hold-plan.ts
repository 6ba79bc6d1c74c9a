import type { StartedRun } from '../ports.ts'
import { type EndingContext, endSessions } from './end-sessions.ts'
import type { Findings, Past } from './findings.ts'
import { type HeldChanges, holdLosses, isCovered } from './held-changes.ts'
import type { SyncPlan } from './plan-sync.ts'
import { problemsOf } from './sync-problems.ts'
import { NO_COUNTS } from './sync-report.ts'
import { unreadableSinceOf } from './unreadable-guard.ts'
import { withholdingOf } from './withholding.ts'

/** A mail has no more than this. */
const SIMS_NAMED = 10

const detailOf = (
  { comparison: { known, losses }, allowedLosses }: SyncPlan,
  { run, sims }: HeldChanges,
): string => {
  const names = sims.slice(0, SIMS_NAMED).map(({ iccid }) => iccid)
  const named = names.length < losses.length ? `${names.join(', ')} and others` : names.join(', ')
  return `expected at most ${allowedLosses} of ${known} SIMs to lose their access or their address, got ${losses.length}: ${named}; {"confirmRun":${run}} lets it happen`
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
  const unended = await endSessions(ctx, run, [], stored)
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
    ...unreadableSinceOf(plan, run, past),
    recent: past.recent,
    problems: problemsOf(plan, [], unended),
  }
}
