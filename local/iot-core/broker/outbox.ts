import type { Cancel, Clock } from '../clock.ts'
import { TokenBucket } from '../token-bucket.ts'
import type { Delivery } from './message.ts'
import { messageCost } from './message-cost.ts'
import type { Outlet, SessionQuotas } from './session.ts'

const MAXIMUM_MESSAGE_ID = 65_535

/** QoS 1 deliveries of one session: a bounded queue, and a window of those that await their PUBACK. */
export class Outbox {
  readonly #quotas: SessionQuotas
  readonly #clock: Clock
  readonly #outgoing: TokenBucket
  #replaying: TokenBucket | undefined
  #replaysLeft = 0
  readonly #inFlight = new Map<number, Delivery>()
  #queue: Delivery[] = []
  #queuedBytes = 0
  /** How many at the head of the queue were sent once before. */
  #repeats = 0
  #outlet: Outlet | undefined
  #lastMessageId = 0
  #cancelWait: Cancel | undefined

  constructor(quotas: SessionQuotas, clock: Clock, outgoing: TokenBucket) {
    this.#quotas = quotas
    this.#clock = clock
    this.#outgoing = outgoing
  }

  get size(): number {
    return this.#queue.length + this.#inFlight.size
  }

  attach(outlet: Outlet): void {
    this.#outlet = outlet
    this.#replaysLeft = this.#queue.length
    this.#replaying = new TokenBucket(this.#clock, this.#quotas.replaysPerSecond)
    this.#pump()
  }

  detach(): void {
    this.#outlet = undefined
    this.#cancelWait?.()
    this.#cancelWait = undefined
    const unacknowledged = [...this.#inFlight.values()]
    this.#inFlight.clear()
    this.#repeats += unacknowledged.length
    this.#queue = [...unacknowledged, ...this.#queue]
    for (const { message } of unacknowledged) this.#queuedBytes += messageCost(message)
  }

  /** Queues the delivery; one beyond the bounds is discarded. */
  add(delivery: Delivery): void {
    const bytes = messageCost(delivery.message)
    if (this.#queue.length >= this.#quotas.queuedMessagesPerSession) return
    if (this.#queuedBytes + bytes > this.#quotas.queuedBytesPerSession) return
    this.#queue.push(delivery)
    this.#queuedBytes += bytes
    this.#pump()
  }

  acknowledge(messageId: number): boolean {
    const wasInFlight = this.#inFlight.delete(messageId)
    if (wasInFlight) this.#pump()
    return wasInFlight
  }

  #pump(): void {
    while (this.#outlet !== undefined && this.#cancelWait === undefined) {
      if (this.#inFlight.size >= this.#window(this.#outlet)) return
      if (this.#queue.length === 0) return
      const bucket = this.#replaysLeft > 0 && this.#replaying ? this.#replaying : this.#outgoing
      if (bucket.tryTake()) this.#send(this.#outlet)
      else this.#waitFor(bucket)
    }
  }

  #window(outlet: Outlet): number {
    return Math.min(this.#quotas.inFlightMessages, outlet.receiveMaximum, MAXIMUM_MESSAGE_ID)
  }

  #waitFor(bucket: TokenBucket): void {
    this.#cancelWait = this.#clock.schedule(bucket.waitMs(), () => {
      this.#cancelWait = undefined
      this.#pump()
    })
  }

  #send(outlet: Outlet): void {
    const delivery = this.#queue.shift()
    if (delivery === undefined) return
    const isRepeated = this.#repeats > 0
    this.#repeats = Math.max(0, this.#repeats - 1)
    this.#replaysLeft = Math.max(0, this.#replaysLeft - 1)
    this.#queuedBytes -= messageCost(delivery.message)
    const { expiresAt } = delivery.message
    if (expiresAt !== undefined && expiresAt <= this.#clock.now()) return
    const messageId = this.#nextMessageId()
    if (outlet.deliver(delivery, messageId, isRepeated)) this.#inFlight.set(messageId, delivery)
  }

  #nextMessageId(): number {
    do this.#lastMessageId = (this.#lastMessageId % MAXIMUM_MESSAGE_ID) + 1
    while (this.#inFlight.has(this.#lastMessageId))
    return this.#lastMessageId
  }
}
