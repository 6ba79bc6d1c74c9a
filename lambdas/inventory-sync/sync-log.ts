import { DomainError } from '../../domain/errors.ts'
import { NO_COUNTS, type SyncReport } from '../../domain/inventory/sync/sync-report.ts'
import { describeError } from '../decision-log.ts'

export interface SyncLog {
  readonly report: (report: SyncReport) => void
  /** A sync that could not even report, or an event that was not taken. */
  readonly failure: (source: string, error: unknown) => void
}

const COUNTS = [...Object.keys(NO_COUNTS), 'losses']

const SYNC_METRICS = [
  {
    Namespace: 'Simpass',
    // What the alarms of one deployment watch, whatever the others in the account do.
    Dimensions: [['deployment', 'event', 'outcome']],
    Metrics: [{ Name: 'Syncs', Unit: 'Count' }],
  },
  {
    Namespace: 'Simpass',
    // CloudWatch bills each name in each combination of dimensions.
    Dimensions: [['deployment', 'event']],
    Metrics: [
      ...[...COUNTS, 'staleSyncs'].map((Name) => ({ Name, Unit: 'Count' })),
      { Name: 'durationMs', Unit: 'Milliseconds' },
    ],
  },
]

const FAILURE_METRICS = [
  {
    Namespace: 'Simpass',
    Dimensions: [['event', 'source', 'outcome']],
    Metrics: [{ Name: 'Failures', Unit: 'Count' }],
  },
]

const LEVELS = { applied: 'INFO', skipped: 'WARN', held: 'WARN', failed: 'ERROR' } as const

/** Writes each sync as one line of JSON that is a log entry and, in the CloudWatch embedded metric format, its counts. */
export const createSyncLog = (
  write: (line: string) => void,
  now: () => number,
  deployment: string,
): SyncLog => ({
  report: ({ counts, ...report }) =>
    write(
      JSON.stringify({
        _aws: { Timestamp: now(), CloudWatchMetrics: SYNC_METRICS },
        level: LEVELS[report.outcome],
        event: 'InventorySync',
        deployment,
        Syncs: 1,
        // Too much of the inventory cannot be read, or it cannot be read at all since it was so.
        staleSyncs: report.unreadableSince === undefined ? 0 : 1,
        ...report,
        ...counts,
      }),
    ),
  failure: (source, error) =>
    write(
      JSON.stringify({
        _aws: { Timestamp: now(), CloudWatchMetrics: FAILURE_METRICS },
        level: 'ERROR',
        event: 'InventorySyncFailure',
        deployment,
        outcome: 'failed',
        source,
        Failures: 1,
        reason: error instanceof DomainError ? error.code : 'INTERNAL_ERROR',
        detail: describeError(error),
      }),
    ),
})
