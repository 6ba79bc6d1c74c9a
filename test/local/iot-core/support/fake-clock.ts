import type { Clock } from '../../../../local/iot-core/clock.ts'

export interface FakeClock extends Clock {
  /** Lets this much time pass, and what was scheduled for it happen, in order. */
  advance(ms: number): void
}

interface Scheduled {
  readonly at: number
  readonly action: () => void
}

/** A clock that stands still until it is told to move. */
export const createFakeClock = (startMs: number = Date.UTC(2026, 0, 1)): FakeClock => {
  let now = startMs
  const scheduled = new Set<Scheduled>()
  const nextUntil = (end: number): Scheduled | undefined =>
    [...scheduled].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    schedule(delayMs, action) {
      const entry = { at: now + delayMs, action }
      scheduled.add(entry)
      return () => scheduled.delete(entry)
    },
    advance(ms) {
      const end = now + ms
      for (let next = nextUntil(end); next !== undefined; next = nextUntil(end)) {
        scheduled.delete(next)
        now = next.at
        next.action()
      }
      now = end
    },
  }
}
