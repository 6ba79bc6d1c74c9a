import type { Clock } from './clock.ts'

/** Allows a number of events a second, and as many at once as its burst. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #ratePerSecond: number
  readonly #burst: number
  #tokens: number
  #refilledAt: number

  constructor(clock: Clock, ratePerSecond: number, burst: number = ratePerSecond) {
    this.#clock = clock
    this.#ratePerSecond = ratePerSecond
    this.#burst = Math.max(1, burst)
    this.#tokens = this.#burst
    this.#refilledAt = clock.now()
  }

  tryTake(): boolean {
    if (this.#ratePerSecond === Number.POSITIVE_INFINITY) return true
    this.#refill()
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Milliseconds until the next event is allowed. */
  waitMs(): number {
    if (this.#ratePerSecond === Number.POSITIVE_INFINITY) return 0
    this.#refill()
    if (this.#tokens >= 1) return 0
    return Math.ceil(((1 - this.#tokens) * 1000) / this.#ratePerSecond)
  }

  /** True once nothing distinguishes it from a new bucket. */
  isFull(): boolean {
    this.#refill()
    return this.#tokens >= this.#burst
  }

  #refill(): void {
    const now = this.#clock.now()
    // A clock that was set back must not take tokens away.
    const elapsedMs = Math.max(0, now - this.#refilledAt)
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs * this.#ratePerSecond) / 1000)
    this.#refilledAt = now
  }
}
