import * as z from 'zod'
import type { InventoryContext, OperatorInventory } from '../../domain/inventory/ports.ts'
import type { SyncReport, SyncReports } from '../../domain/inventory/sync-report.ts'
import { synchronize } from '../../domain/inventory/synchronize.ts'
import type { SyncLog } from './sync-log.ts'

export interface SyncDependencies extends InventoryContext {
  readonly source: string
  readonly maxShrinkShare: number
  /** The inventory, read no longer than the signal lets it. */
  readonly inventory: (signal: AbortSignal) => OperatorInventory
  readonly reports: SyncReports
  readonly sleep: (milliseconds: number) => Promise<unknown>
  readonly log: SyncLog
}

/** What Lambda tells of an invocation. */
export interface Invocation {
  getRemainingTimeInMillis(): number
}

// Whatever a schedule sends means a sync; only what it confirms is read, and a misspelt number must not be taken for none.
const syncEvent = z.object({ confirmRun: z.int().min(1).optional() })

/** For the report and the second ending of sessions, in milliseconds. */
const CLOSING_MS = 30_000
/** How much of the time for writing an inventory may take to be read; the rest is for writing. */
const READING_SHARE = 0.6

const parseEvent = (event: unknown): z.infer<typeof syncEvent> => {
  const { data } = syncEvent.safeParse(event ?? {})
  if (data !== undefined) return data
  throw new Error('expected confirmRun to be the number of a run, got something else')
}

/** One invocation: one sync, one line in the log, its report as the answer. */
export const createHandler =
  ({ source, maxShrinkShare, inventory, log, ...ctx }: SyncDependencies) =>
  async (event: unknown, invocation: Invocation): Promise<SyncReport> => {
    const { confirmRun } = parseEvent(event)
    const lifetimeMs = Math.max(1, invocation.getRemainingTimeInMillis() - CLOSING_MS)
    const timeToRead = AbortSignal.timeout(Math.floor(lifetimeMs * READING_SHARE))
    try {
      const report = await synchronize(
        { ...ctx, inventory: inventory(timeToRead) },
        { source, maxShrinkShare, lifetimeMs, ...(confirmRun && { confirmRun }) },
      )
      log.report(report)
      return report
    } catch (error) {
      log.failure(source, error)
      throw error
    }
  }
