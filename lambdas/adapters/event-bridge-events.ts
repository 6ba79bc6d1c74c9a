import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge'
import pMap from 'p-map'
import pRetry from 'p-retry'
import { chunksOf } from '../../domain/chunks-of.ts'
import { DomainError } from '../../domain/errors.ts'
import type { SimEvents } from '../../domain/inventory/ports.ts'
import type { SimEvent } from '../../domain/inventory/sim-event.ts'

export interface EventSettings {
  /** Whose SIMs they are: the name of the identity stack. */
  readonly deployment: string
  readonly now: () => number
  /** Told of events that the bus did not take in the end. */
  readonly report: (error: DomainError) => void
  /** How often and, in milliseconds, how far apart to try again. */
  readonly retry: { readonly retries: number; readonly minTimeout: number }
}

/** The most that one call of PutEvents takes. */
const ENTRIES_AT_ONCE = 10
/** In characters; the ten entries of a call may have 256 KiB together. */
const LONGEST_DETAIL_TEXT = 1000
const CALLS_AT_ONCE = 4
/** For so many milliseconds a bus that did not answer is not asked again: its silence must not use up the time of a run. */
const SILENCE_MS = 60_000

const shortened = (event: SimEvent): SimEvent =>
  'detail' in event ? { ...event, detail: event.detail.slice(0, LONGEST_DETAIL_TEXT) } : event

const toEntry = (event: SimEvent, deployment: string, at: Date): PutEventsRequestEntry => {
  const { type, ...detail } = shortened(event)
  return {
    Source: 'simpass',
    DetailType: type,
    Time: at,
    Detail: JSON.stringify({ version: '1', deployment, ...detail, at: at.toISOString() }),
  }
}

/** Entries that the bus did not take, of a call that it answered. */
class Refused extends Error {
  override readonly name = 'Refused'
}

const codeOf = ({ ErrorCode }: PutEventsResultEntry): string | undefined => ErrorCode

/** Sends up to ten entries, and those again that the bus refuses. */
const put = async (
  client: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
  retry: EventSettings['retry'],
): Promise<void> => {
  let left = entries
  await pRetry(
    async () => {
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...left] }))
      const codes = Entries.map(codeOf)
      // Answers are in the order of the entries.
      left = left.filter((_, index) => codes[index] !== undefined)
      if (left.length > 0) {
        throw new Refused(`${left.length} of them refused with ${codes.find(Boolean)}`)
      }
    },
    {
      ...retry,
      randomize: true,
      // The SDK has tried a call again already.
      shouldRetry: ({ error }) => error instanceof Refused,
    },
  )
}

/** Tells of changes on the account's default event bus. What happened is stored already: this never throws. */
export const eventBridgeEvents = (
  client: EventBridgeClient,
  { deployment, now, report, retry }: EventSettings,
): SimEvents => {
  let silentUntil = 0
  const publish: SimEvents['publish'] = async (events) => {
    let unsent = 0
    const at = new Date(now())
    const entries = events.map((event) => toEntry(event, deployment, at))
    const calls = chunksOf(entries, ENTRIES_AT_ONCE)
    await pMap(
      calls,
      async (call) => {
        if (now() < silentUntil) {
          unsent += call.length
          return
        }
        try {
          await put(client, call, retry)
        } catch (cause) {
          if (!(cause instanceof Refused)) silentUntil = now() + SILENCE_MS
          const got =
            cause instanceof Refused ? cause.message : cause instanceof Error && cause.name
          const message = `expected EventBridge to take ${call.length} events, got ${got}`
          report(new DomainError('EVENTS_UNPUBLISHED', message, { cause }))
        }
      },
      { concurrency: CALLS_AT_ONCE },
    )
    if (unsent === 0) return
    const message = `expected EventBridge to take ${unsent} events, got no answer to those before`
    report(new DomainError('EVENTS_UNPUBLISHED', message))
  }
  return { publish }
}
