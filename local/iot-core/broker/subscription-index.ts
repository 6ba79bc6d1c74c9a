import { matchesTopic } from '../topic-filter.ts'
import type { Session, Subscription } from './session.ts'

interface Entry {
  readonly levels: readonly string[]
  readonly subscribers: Map<Session, Subscription>
}

/** Finds the subscriptions of a topic; filters without a wildcard cost one look-up. */
export class SubscriptionIndex {
  readonly #exact = new Map<string, Entry>()
  readonly #wildcard = new Map<string, Entry>()

  add(session: Session, subscription: Subscription): void {
    const { text, levels } = subscription.filter
    const entries = this.#entriesOf(subscription)
    const entry = entries.get(text) ?? { levels, subscribers: new Map() }
    entry.subscribers.set(session, subscription)
    entries.set(text, entry)
  }

  remove(session: Session, subscription: Subscription): void {
    const entries = this.#entriesOf(subscription)
    const entry = entries.get(subscription.filter.text)
    entry?.subscribers.delete(session)
    if (entry?.subscribers.size === 0) entries.delete(subscription.filter.text)
  }

  /** The subscribers of each filter that matches; those of a shared one belong to one group. */
  *matching(topic: string): Generator<ReadonlyMap<Session, Subscription>> {
    const exact = this.#exact.get(topic)
    if (exact !== undefined) yield exact.subscribers
    const topicLevels = topic.split('/')
    for (const { levels, subscribers } of this.#wildcard.values())
      if (matchesTopic(levels, topicLevels)) yield subscribers
  }

  #entriesOf({ filter }: Subscription): Map<string, Entry> {
    return filter.hasWildcard || filter.shareName !== undefined ? this.#wildcard : this.#exact
  }
}
