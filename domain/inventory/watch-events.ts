import type { SimEvents } from './ports.ts'
import type { ChangesSummed, SimChanged, SimEvent, SimSummed } from './sim-event.ts'

/**
 * So many SIMs are named where changes are summed up: an event may have no more than 256 KB, and a sum is mailed to
 * people, who read no longer lists.
 */
export const SIMS_NAMED = 20

export interface WatchedEvents {
  readonly events: SimEvents
  /** Tells what was changed, if anything was. */
  readonly summarize: () => Promise<void>
}

const isChange = (event: SimEvent): event is SimChanged => 'iccid' in event

const toSummed = ({ type, iccid, address, previousAddress }: SimChanged): SimSummed => ({
  type,
  iccid,
  ...(address !== undefined && { address }),
  ...(previousAddress !== undefined && { previousAddress }),
})

/**
 * Events whose sum is told in the end, from the first change on: people are mailed only that. SNS ends a mailbox's
 * subscription above ten mails a second, and what stops a sync would then reach nobody.
 *
 * @param origin whose changes they are
 */
export const watchEvents = (
  events: SimEvents,
  origin: Pick<ChangesSummed, 'source' | 'run'>,
): WatchedEvents => {
  const counts: { [Type in SimChanged['type']]?: number } = {}
  const sims: SimSummed[] = []
  const count = (event: SimEvent): void => {
    if (!isChange(event)) return
    counts[event.type] = (counts[event.type] ?? 0) + 1
    if (sims.length < SIMS_NAMED) sims.push(toSummed(event))
  }
  return {
    events: {
      publish: (some) => {
        for (const event of some) count(event)
        return events.publish(some)
      },
    },
    summarize: async () => {
      if (sims.length === 0) return
      await events.publish([
        { type: 'SIM Changes', ...origin, counts: { ...counts }, sims: [...sims] },
      ])
    },
  }
}
