import type { Cancel, Clock } from '../clock.ts'

interface Count {
  value: number
  forget?: Cancel
}

/** AWS begins anew when a client id has not been connected for about an hour. */
const FORGOTTEN_AFTER_MS = 3_600_000

/** The `versionNumber` of life cycle events: how often a client id was connected before, sessions or not. */
export class ConnectionCounter {
  readonly #clock: Clock
  readonly #most: number
  readonly #counts = new Map<string, Count>()

  /** @param most client ids that are remembered after their connection has gone */
  constructor(clock: Clock, most: number) {
    this.#clock = clock
    this.#most = most
  }

  /** The number of a new connection, which its end bears too. */
  connected(clientId: string): number {
    const count = this.#counts.get(clientId) ?? { value: -1 }
    count.forget?.()
    count.value += 1
    this.#counts.set(clientId, count)
    return count.value
  }

  disconnected(clientId: string): void {
    const count = this.#counts.get(clientId)
    if (count === undefined) return
    count.forget?.()
    if (this.#counts.size > this.#most) this.#counts.delete(clientId)
    else
      count.forget = this.#clock.schedule(FORGOTTEN_AFTER_MS, () => this.#counts.delete(clientId))
  }
}
