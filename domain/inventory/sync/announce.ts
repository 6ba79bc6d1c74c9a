import type { SimEvents } from '../ports.ts'
import type { SyncReport } from './sync-report.ts'

/** Tells of what stopped a sync, or its removals, once, not at each further sync that is stopped by the same. */
export const announce = async (
  events: SimEvents,
  { outcome, source, run, reason = '', detail = '', held, withholding, problems }: SyncReport,
  last: SyncReport | undefined,
): Promise<void> => {
  const stopped = { source, reason, detail, run }
  if (outcome === 'held' && held?.run === run) {
    await events.publish([{ type: 'SIM Sync Held', ...stopped }])
  }
  if (withholding?.run === run) {
    const { reason } = withholding
    const detail = problems.find(({ code }) => code === reason)?.message ?? ''
    await events.publish([{ type: 'SIM Removals Withheld', source, reason, detail, run }])
  }
  const isNew = last?.outcome !== 'failed' || last.reason !== reason
  if (outcome === 'failed' && isNew) {
    await events.publish([{ type: 'SIM Sync Failed', ...stopped }])
  }
}
