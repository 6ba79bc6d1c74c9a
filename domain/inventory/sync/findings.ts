import { DomainError } from '../../errors.ts'
import type { RunNumber } from '../stored-sim.ts'
import type { HeldChanges } from './held-changes.ts'
import type { HourOfLosses } from './shrink-guard.ts'
import { NO_COUNTS, type SyncReport, type Withholding } from './sync-report.ts'

/** What a sync came to, before it is a report. */
export type Findings = Omit<SyncReport, 'source' | 'run' | 'startedAt' | 'durationMs'>

/** What earlier syncs left to this one. */
export interface Past {
  readonly held?: HeldChanges
  readonly withholding?: Withholding
  readonly unreadableSince?: RunNumber
  readonly recent: readonly HourOfLosses[]
}

/** A sync that was ended by an error. */
export const failedFindings = (error: unknown, past: Past): Findings => {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'no Error was thrown'
  const isKnown = error instanceof DomainError
  return {
    outcome: 'failed',
    reason: isKnown ? error.code : 'INTERNAL_ERROR',
    detail: isKnown ? error.message : message,
    counts: NO_COUNTS,
    losses: 0,
    allowedLosses: 0,
    // What is held, withheld or unreadable stays so.
    ...past,
    problems: [],
  }
}
