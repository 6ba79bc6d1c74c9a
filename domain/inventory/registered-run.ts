import type { RunRequest, StartedRun } from './ports.ts'
import type { RunNumber } from './stored-sim.ts'

/** A run that has started and was not ended. */
export interface RegisteredRun {
  readonly number: RunNumber
  /** In milliseconds since 1970. */
  readonly deadline: number
}

const HOUR_MS = 3_600_000

/** No run may last longer, in milliseconds: markers have to outlive it. */
export const LONGEST_RUN_MS = 24 * HOUR_MS

/**
 * How long after its deadline a run is still taken to write, in milliseconds: for clocks that differ, and for a write
 * that was sent in time and is slow. Generous, because it costs no more than each item being written once again.
 */
const GRACE_MS = 24 * HOUR_MS

/** @throws RangeError */
export const deadlineOf = ({ lifetimeMs }: RunRequest, now: number): number => {
  if (lifetimeMs > 0 && lifetimeMs <= LONGEST_RUN_MS) return now + lifetimeMs
  throw new RangeError(`expected a lifetime of up to ${LONGEST_RUN_MS} ms, got ${lifetimeMs}`)
}

/** Whether nothing of a run can be under way any more, though nobody has ended it. */
export const isOver = ({ deadline }: RegisteredRun, now: number): boolean =>
  now >= deadline + GRACE_MS

/** @param registered all runs that were registered when this one was, with it or without */
export const startedRun = (
  run: RegisteredRun & { readonly source: string },
  registered: readonly RegisteredRun[],
  now: number,
): StartedRun => {
  const earlier = registered.filter((other) => other.number < run.number && !isOver(other, now))
  const fence = Math.max(0, ...earlier.map(({ number }) => number))
  return { number: run.number, source: run.source, deadline: run.deadline, fence }
}
