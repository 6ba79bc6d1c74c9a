import type { BusActivity } from './aws/events/bus-activity.ts'
import type { BusEvent } from './aws/events/bus-event.ts'
import type { Decision } from './decision-line.ts'

const OUTCOMES = { event: 'event', mail: 'mailed', failure: 'failed' } as const satisfies Record<
  BusActivity['kind'],
  string
>

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

const labelled = (label: string, value: unknown): string[] => {
  const text = textOf(value)
  return text === undefined ? [] : [`${label} ${text}`]
}

/** Where from, by whom and in which run; of others' events where they come from. */
const describe = ({ source, detail }: BusEvent): string =>
  [
    ...(source === 'simpass' ? [] : [`of ${source}`]),
    ...labelled('from', detail.previousAddress),
    ...labelled('by', detail.by),
    ...labelled('in run', detail.run),
  ].join(' ')

/** What was changed in all: `SIM Moved 900, SIM Removed 2`. */
const countsOf = ({ counts }: BusEvent['detail']): string | undefined =>
  typeof counts === 'object' && counts !== null
    ? Object.entries(counts)
        .flatMap(([type, count]) => labelled(type, count))
        .join(', ')
    : undefined

/** What happens on the event bus, as an operator reads it. */
export const busDecision = (activity: BusActivity, time: Date): Decision => {
  const { event } = activity
  const { detail } = event
  const what = describe(event)
  return {
    time,
    outcome: OUTCOMES[activity.kind],
    event: event['detail-type'],
    who: [
      activity.kind === 'mail' ? `to ${activity.to}` : undefined,
      textOf(detail.iccid) ?? (event.source === 'simpass' ? textOf(detail.source) : undefined),
      textOf(detail.address),
    ],
    what: what === '' ? undefined : what,
    reason: textOf(detail.reason),
    detail:
      activity.kind === 'failure' ? activity.reason : (textOf(detail.detail) ?? countsOf(detail)),
  }
}
