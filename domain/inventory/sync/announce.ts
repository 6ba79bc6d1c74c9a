import type { SimEvents } from '../ports.ts'
import type { SyncStopped } from '../sim-event.ts'
import type { SyncReport } from './sync-report.ts'

const stopsIn = (report: SyncReport, last: SyncReport | undefined): readonly SyncStopped[] => {
  const { outcome, source, run, reason = '', detail = '', held, withholding } = report
  const stopped = { source, reason, detail, run }
  const problem = (code: string) => {
    const detail = report.problems.find((one) => one.code === code)?.message ?? ''
    return { source, reason: code, detail, run }
  }
  const isHeldNow = outcome === 'held' && held?.run === run
  const isNew = last?.outcome !== 'failed' || last.reason !== reason
  return [
    ...(isHeldNow ? [{ type: 'SIM Sync Held', ...stopped } as const] : []),
    ...(withholding?.run === run
      ? [{ type: 'SIM Removals Withheld', ...problem(withholding.reason) } as const]
      : []),
    ...(report.unreadableSince === run
      ? [{ type: 'SIM Inventory Unreadable', ...problem('INVENTORY_UNREADABLE') } as const]
      : []),
    ...(outcome === 'failed' && isNew ? [{ type: 'SIM Sync Failed', ...stopped } as const] : []),
  ]
}

/** Tells of what stopped a sync, or a part of it, once, not at each further sync that is stopped by the same. */
export const announce = async (
  events: SimEvents,
  report: SyncReport,
  last: SyncReport | undefined,
): Promise<void> => {
  const stops = stopsIn(report, last)
  if (stops.length > 0) await events.publish(stops)
}
