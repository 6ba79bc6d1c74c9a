import type { Clock } from '../clock.ts'
import type { Quotas } from '../quotas.ts'
import { TokenBucket } from '../token-bucket.ts'
import type { TopicFilter } from '../topic-filter.ts'
import type { Delivery, Message } from './message.ts'
import { Outbox } from './outbox.ts'

/** Sessions of MQTT 3.1.1 and of MQTT 5 are not interchangeable. */
export type ProtocolFamily = 'MQTT3' | 'MQTT5'

export interface Subscription {
  readonly filter: TopicFilter
  readonly qos: 0 | 1
  /** MQTT 5: the session does not get back what it published. */
  readonly noLocal: boolean
}

export interface SessionIdentity {
  /** The client id, or the operator's own name space for a tap connection. */
  readonly key: string
  readonly family: ProtocolFamily
  readonly expirySeconds: number
}

/** The connection a session is attached to, as far as deliveries see it. */
export interface Outlet {
  /** MQTT 5's Receive Maximum of the client. */
  readonly receiveMaximum: number
  /** False if the message was not sent and is not to be tried again: denied, too large, or nobody reads. */
  deliver(delivery: Delivery, messageId: number | undefined, isRepeated: boolean): boolean
}

export type SessionQuotas = Pick<
  Quotas,
  | 'inFlightMessages'
  | 'publishesOutPerSecond'
  | 'replaysPerSecond'
  | 'queuedMessagesPerSession'
  | 'queuedBytesPerSession'
>

/** Subscriptions and undelivered messages of one client, which may outlive its connection. */
export class Session {
  readonly key: string
  readonly family: ProtocolFamily
  expirySeconds: number
  readonly subscriptions = new Map<string, Subscription>()
  readonly #outbox: Outbox
  readonly #outgoing: TokenBucket
  #outlet: Outlet | undefined

  constructor(identity: SessionIdentity, quotas: SessionQuotas, clock: Clock) {
    this.key = identity.key
    this.family = identity.family
    this.expirySeconds = identity.expirySeconds
    this.#outgoing = new TokenBucket(clock, quotas.publishesOutPerSecond)
    this.#outbox = new Outbox(quotas, clock, this.#outgoing)
  }

  get isConnected(): boolean {
    return this.#outlet !== undefined
  }

  get undelivered(): number {
    return this.#outbox.size
  }

  /** From now on deliveries go to this connection, first of all those the last one did not acknowledge. */
  attach(outlet: Outlet): void {
    this.#outlet = outlet
    this.#outbox.attach(outlet)
  }

  detach(): void {
    this.#outlet = undefined
    this.#outbox.detach()
  }

  offer(message: Message, qos: 0 | 1, retain: boolean): void {
    const delivery = { message, qos, retain }
    if (qos === 1) this.#outbox.add(delivery)
    else if (this.#outlet !== undefined && this.#outgoing.tryTake())
      this.#outlet.deliver(delivery, undefined, false)
  }

  /** False if no such message is in flight. */
  acknowledge(messageId: number): boolean {
    return this.#outbox.acknowledge(messageId)
  }
}
