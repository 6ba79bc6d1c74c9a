import type { SimEvents, StartedRun } from './ports.ts'
import type { RunSummarized, SimChanged, SimEvent } from './sim-event.ts'

/**
 * So many changes of each type in one run are told one by one to people too. SNS mails ten a second: what stops a later
 * sync waits for seconds behind them, not for minutes, and nobody reads more mails than that about one run. Of each type,
 * so that one removal is not lost among a thousand additions.
 */
export const CHANGES_TOLD_SINGLY = 20

export interface WatchedEvents {
  readonly events: SimEvents
  /** Tells how many changes there were, if not all of them were told one by one. */
  readonly summarize: () => Promise<void>
}

const isChange = (event: SimEvent): event is SimChanged => 'iccid' in event

/** Events of a run, of which those beyond the first few of a type are marked, for whoever wants their sum instead. */
export const watchEvents = (
  events: SimEvents,
  { source, number }: Pick<StartedRun, 'source' | 'number'>,
): WatchedEvents => {
  const counts: { [Type in SimChanged['type']]?: number } = {}
  let isBulk = false
  const mark = (event: SimEvent): SimEvent => {
    if (!isChange(event)) return event
    const count = (counts[event.type] ?? 0) + 1
    counts[event.type] = count
    if (count <= CHANGES_TOLD_SINGLY) return event
    isBulk = true
    return { ...event, bulk: true }
  }
  return {
    events: { publish: (some) => events.publish(some.map(mark)) },
    summarize: async () => {
      if (!isBulk) return
      const summary: RunSummarized = { type: 'SIM Run Summary', source, run: number, counts }
      await events.publish([summary])
    },
  }
}
