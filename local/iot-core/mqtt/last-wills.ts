import type { Broker } from '../broker/broker.ts'
import type { Message } from '../broker/message.ts'
import type { Cancel, Clock } from '../clock.ts'

export interface LastWill {
  readonly message: Omit<Message, 'expiresAt'>
  /** MQTT 5's Message Expiry Interval, from the moment the will is published. */
  readonly expirySeconds: number | undefined
  /** MQTT 5's Will Delay Interval, no longer than the session lives. */
  readonly delaySeconds: number
}

/** Publishes last wills, those with a delay unless their client comes back in time. */
export class LastWills {
  readonly #broker: Broker
  readonly #clock: Clock
  readonly #pending = new Map<string, Cancel>()

  constructor(broker: Broker, clock: Clock) {
    this.#broker = broker
    this.#clock = clock
  }

  publish(sessionKey: string, will: LastWill): void {
    if (will.delaySeconds === 0) {
      this.#send(will)
      return
    }
    this.cancel(sessionKey)
    const cancel = this.#clock.schedule(will.delaySeconds * 1000, () => {
      this.#pending.delete(sessionKey)
      this.#send(will)
    })
    this.#pending.set(sessionKey, cancel)
  }

  cancel(sessionKey: string): void {
    this.#pending.get(sessionKey)?.()
    this.#pending.delete(sessionKey)
  }

  clear(): void {
    for (const key of [...this.#pending.keys()]) this.cancel(key)
  }

  #send({ message, expirySeconds }: LastWill): void {
    const now = this.#clock.now()
    const expiresAt = expirySeconds === undefined ? undefined : now + expirySeconds * 1000
    this.#broker.publish({ ...message, expiresAt })
  }
}
