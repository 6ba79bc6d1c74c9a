import { DomainError } from '../../errors.ts'
import type { StartedRun } from '../ports.ts'
import type { Past } from './findings.ts'
import type { SyncPlan } from './plan-sync.ts'
import { withLosses } from './shrink-guard.ts'
import type { SyncReports } from './sync-report.ts'

const overtaken = () =>
  new DomainError(
    'SYNC_RUNNING',
    'expected no other sync of this inventory to begin before this one writes, got one: its time was over',
  )

/** The same with all that a plan may take. */
export const withPlanned = (past: Past, { comparison }: SyncPlan, now: number): Past => {
  const { known, losses } = comparison
  return { ...past, recent: withLosses(past.recent, { known, losses: losses.length }, now) }
}

/**
 * Counts losses before they are written: a sync that is killed tells nobody what it took, and the next ones could take as much again.
 *
 * @throws DomainError SYNC_RUNNING
 */
export const planLosses = async (
  reports: SyncReports,
  { source, number }: StartedRun,
  { recent }: Past,
): Promise<void> => {
  if (!(await reports.plan(source, number, recent))) throw overtaken()
}
