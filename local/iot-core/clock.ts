/** Takes back a scheduled action; harmless once it has run. */
export type Cancel = () => void

/** Time as the gateway sees it, so that a test can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  schedule(delayMs: number, action: () => void): Cancel
}

/** The machine's own clock; its timers never keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (delayMs, action) => {
    const timer = setTimeout(action, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
