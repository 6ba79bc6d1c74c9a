import { randomUUID } from 'node:crypto'
import type { Cancel, Clock } from '../../iot-core/clock.ts'
import type { AwsAccount } from '../account.ts'
import type { OnBusActivity } from './bus-activity.ts'
import { type BusEvent, eventTime } from './bus-event.ts'
import { type EventPattern, matchesEvent } from './event-pattern.ts'

/** Hands an event to one target of a rule. */
export type Deliver = (event: BusEvent, ruleArn: string) => void | Promise<void>

export interface EventRule {
  readonly arn: string
  readonly pattern?: EventPattern
  /** The pause between two events of a schedule. */
  readonly everyMs?: number
  readonly targets: readonly Deliver[]
}

export interface EventBusOptions {
  readonly account: AwsAccount
  readonly clock: Clock
  /** Told of every event that somebody puts on the bus, and of targets that failed, which AWS would try again. */
  readonly onActivity: OnBusActivity
}

/** What somebody puts on the bus. */
export interface NewEvent {
  readonly source: string
  readonly detailType: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly resources?: readonly string[]
  readonly time?: Date
}

/** The default event bus of one account, its rules and their schedules. */
export class EventBus {
  readonly #options: EventBusOptions
  readonly #rules: EventRule[] = []
  readonly #cancels = new Map<EventRule, Cancel>()
  #closed = false

  constructor(options: EventBusOptions) {
    this.#options = options
  }

  addRule(rule: EventRule): void {
    this.#rules.push(rule)
    if (rule.everyMs !== undefined) this.#schedule(rule, rule.everyMs)
  }

  /** @returns the id of the event */
  put(event: NewEvent): string {
    const complete = this.#complete(event)
    this.#options.onActivity({ kind: 'event', event: complete })
    for (const rule of this.#rules)
      if (rule.pattern !== undefined && matchesEvent(rule.pattern, complete))
        this.#deliver(rule, complete)
    return complete.id
  }

  /** Ends the schedules; what becomes of events that are on their way is told no more. */
  close(): void {
    this.#closed = true
    for (const cancel of this.#cancels.values()) cancel()
  }

  #complete({ source, detailType, detail, resources = [], time }: NewEvent): BusEvent {
    const { account, clock } = this.#options
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source,
      account: account.accountId,
      time: eventTime(time ?? new Date(clock.now())),
      region: account.region,
      resources,
      detail,
    }
  }

  #schedule(rule: EventRule, everyMs: number): void {
    const tick = (): void => {
      const event = {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        detail: {},
        resources: [rule.arn],
      }
      this.#deliver(rule, this.#complete(event))
      this.#schedule(rule, everyMs)
    }
    this.#cancels.set(rule, this.#options.clock.schedule(everyMs, tick))
  }

  #deliver({ arn, targets }: EventRule, event: BusEvent): void {
    for (const deliver of targets)
      (async () => deliver(event, arn))().catch((error: unknown) => {
        if (this.#closed) return
        const reason = error instanceof Error ? error.message : String(error)
        this.#options.onActivity({ kind: 'failure', event, reason })
      })
  }
}
