import type { Clock } from '../clock.ts'

/** Spreads bytes over time: tells how long to wait before more are read. */
export class Throttle {
  readonly #clock: Clock
  readonly #bytesPerSecond: number
  #allowance: number
  #updatedAt: number

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock
    this.#bytesPerSecond = bytesPerSecond
    this.#allowance = bytesPerSecond
    this.#updatedAt = clock.now()
  }

  /** Milliseconds to wait after these bytes; 0 while the rate is kept. */
  take(bytes: number): number {
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return 0
    const now = this.#clock.now()
    const earned = (Math.max(0, now - this.#updatedAt) * this.#bytesPerSecond) / 1000
    this.#allowance = Math.min(this.#bytesPerSecond, this.#allowance + earned) - bytes
    this.#updatedAt = now
    return Math.ceil(Math.max(0, (-this.#allowance * 1000) / this.#bytesPerSecond))
  }
}
