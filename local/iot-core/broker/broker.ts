import type { Message } from './message.ts'
import type { RetainedMessages } from './retained-messages.ts'
import type { Session, Subscription } from './session.ts'
import { SubscriptionIndex } from './subscription-index.ts'

/** Routes messages to sessions; knows neither connections nor policies. */
export class Broker {
  readonly #index = new SubscriptionIndex()
  readonly #retained: RetainedMessages
  #turn = 0

  constructor(retained: RetainedMessages) {
    this.#retained = retained
  }

  /** False if the message was to be retained and there is no room for it; it is delivered all the same. */
  publish(message: Message): boolean {
    const isStored = !message.retain || this.#retained.store(message)
    // Overlapping filters of one session deliver once, at the highest QoS granted.
    const receivers = new Map<Session, 0 | 1>()
    for (const subscribers of this.#index.matching(message.topic))
      for (const [session, subscription] of this.#chosen(subscribers)) {
        if (subscription.noLocal && session.key === message.publisher) continue
        receivers.set(session, subscription.qos || receivers.get(session) || 0)
      }
    for (const [session, qos] of receivers)
      session.offer(message, message.qos === 1 ? qos : 0, false)
    return isStored
  }

  /** AWS sends a retained message for an exact filter only, never for a wildcard or a shared one. */
  sendRetained(session: Session, { filter, qos }: Subscription): void {
    if (filter.hasWildcard || filter.shareName !== undefined) return
    const message = this.#retained.get(filter.pattern)
    if (message !== undefined) session.offer(message, message.qos === 1 ? qos : 0, true)
  }

  /** True if the session already had this filter. */
  subscribe(session: Session, subscription: Subscription): boolean {
    const isKnown = session.subscriptions.has(subscription.filter.text)
    session.subscriptions.set(subscription.filter.text, subscription)
    this.#index.add(session, subscription)
    return isKnown
  }

  /** True if the session had this filter. */
  unsubscribe(session: Session, filterText: string): boolean {
    const subscription = session.subscriptions.get(filterText)
    if (subscription === undefined) return false
    session.subscriptions.delete(filterText)
    this.#index.remove(session, subscription)
    return true
  }

  forget(session: Session): void {
    for (const filterText of [...session.subscriptions.keys()])
      this.unsubscribe(session, filterText)
  }

  /** All subscribers of an ordinary filter; of a shared one a single member, a connected one if there is any. */
  #chosen(subscribers: ReadonlyMap<Session, Subscription>): Iterable<[Session, Subscription]> {
    const [first] = subscribers.values()
    if (first?.filter.shareName === undefined) return subscribers
    const members = [...subscribers]
    const connected = members.filter(([session]) => session.isConnected)
    const candidates = connected.length > 0 ? connected : members
    this.#turn += 1
    const member = candidates[this.#turn % candidates.length]
    return member === undefined ? [] : [member]
  }
}
