import * as z from 'zod'
import type { InventoryContext, OperatorInventory } from '../../domain/inventory/ports.ts'
import { ENDING_MS } from '../../domain/inventory/sync/end-sessions.ts'
import type { SyncReport, SyncReports } from '../../domain/inventory/sync/sync-report.ts'
import { synchronize } from '../../domain/inventory/sync/synchronize.ts'
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

/** For the report and the end of the second ending of sessions, in milliseconds: ENDING_MS, what was begun then, and the rest. */
const CLOSING_MS = 30_000
/** By which part of its time both tables and an inventory have to be read once, and it twice where SIMs are missing; the rest is for writing. */
const READ_BY = { first: 0.6, second: 0.85 }

/** When a sync that is not done reports at the latest, after the time for writing and for ending sessions; in milliseconds. */
const REPORTING_MS = ENDING_MS + 7000

const after = (milliseconds: number): AbortSignal =>
  AbortSignal.timeout(Math.max(1, Math.floor(milliseconds)))

const parseEvent = (event: unknown): z.infer<typeof syncEvent> => {
  const { data } = syncEvent.safeParse(event ?? {})
  if (data !== undefined) return data
  throw new Error('expected confirmRun to be the number of a run, got something else')
}

/** Each listing has its own time, so that a second one that is late costs no more than the removals. */
const readInTime = (
  { inventory, now }: Pick<SyncDependencies, 'inventory' | 'now'>,
  lifetimeMs: number,
): OperatorInventory => {
  const startedAt = now()
  let isSecond = false
  return {
    list: () => {
      const readBy = startedAt + lifetimeMs * (isSecond ? READ_BY.second : READ_BY.first)
      isSecond = true
      return inventory(after(readBy - now())).list()
    },
  }
}

/** One invocation: one sync, one line in the log, its report as the answer. */
export const createHandler =
  ({ source, maxShrinkShare, inventory, log, ...ctx }: SyncDependencies) =>
  async (event: unknown, invocation: Invocation): Promise<SyncReport> => {
    const { confirmRun } = parseEvent(event)
    // Whole, whoever says it: a deadline with a fraction would be no run's, and stop all later ones.
    const remainingMs = Math.floor(invocation.getRemainingTimeInMillis())
    const lifetimeMs = Math.max(1, remainingMs - CLOSING_MS)
    try {
      const report = await synchronize(
        {
          ...ctx,
          inventory: readInTime({ inventory, now: ctx.now }, lifetimeMs),
          tablesSignal: after(lifetimeMs * READ_BY.first),
          reportSignal: after(lifetimeMs + REPORTING_MS),
        },
        { source, maxShrinkShare, lifetimeMs, ...(confirmRun && { confirmRun }) },
      )
      log.report(report)
      return report
    } catch (error) {
      log.failure(source, error)
      throw error
    }
  }
