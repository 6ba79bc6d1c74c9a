import type { Message } from './message.ts'
import { messageCost } from './message-cost.ts'

export interface RetainedLimits {
  readonly retainedMessages: number
  readonly retainedBytes: number
}

/** What `retainedMessages()` shows of a retained message. */
export interface RetainedMessage {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly lastModified: Date
}

interface Entry {
  readonly message: Message
  readonly bytes: number
  readonly modifiedAt: number
}

/** The last retained message of each topic, within bounds. */
export class RetainedMessages {
  readonly #limits: RetainedLimits
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()
  #bytes = 0

  constructor(limits: RetainedLimits, now: () => number) {
    this.#limits = limits
    this.#now = now
  }

  /** Keeps the message, or deletes the topic's one if the payload is empty; false if there is no room for it. */
  store(message: Message): boolean {
    this.#delete(message.topic)
    if (message.payload.length === 0) return true
    if (this.#entries.size >= this.#limits.retainedMessages) return false
    const bytes = messageCost(message)
    if (this.#bytes + bytes > this.#limits.retainedBytes) return false
    this.#entries.set(message.topic, { message, bytes, modifiedAt: this.#now() })
    this.#bytes += bytes
    return true
  }

  get(topic: string): Message | undefined {
    const message = this.#entries.get(topic)?.message
    if (message?.expiresAt === undefined || message.expiresAt > this.#now()) return message
    this.#delete(topic)
    return undefined
  }

  list(): readonly RetainedMessage[] {
    return [...this.#entries.values()]
      .filter(({ message }) => this.get(message.topic) !== undefined)
      .map(({ message: { topic, payload, qos }, modifiedAt }) => ({
        topic,
        payload,
        qos,
        lastModified: new Date(modifiedAt),
      }))
  }

  #delete(topic: string): void {
    this.#bytes -= this.#entries.get(topic)?.bytes ?? 0
    this.#entries.delete(topic)
  }
}
