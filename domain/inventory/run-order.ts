import { DomainError } from '../errors.ts'
import type { StartedRun } from './ports.ts'
import type { RunNumber } from './stored-sim.ts'

/**
 * To be asked right before each write of a run: later runs count on it.
 *
 * @throws DomainError RUN_OVERDUE
 */
export const assertInTime = ({ number, deadline }: StartedRun, now: number): void => {
  if (now < deadline) return
  throw new DomainError(
    'RUN_OVERDUE',
    `expected run ${number} to write before ${new Date(deadline).toISOString()}, got ${new Date(now).toISOString()}`,
  )
}

/** Whether no earlier run can write over an item any more, so that it may be left as it is. */
export const isFencedOff = (item: { readonly run: RunNumber }, { fence }: StartedRun): boolean =>
  fence === 0 || item.run > fence

/** @throws DomainError RUN_SUPERSEDED */
export const assertNotLater = (
  { number }: StartedRun,
  item: { readonly run: RunNumber } | undefined,
  name: string,
): void => {
  if (item === undefined || item.run <= number) return
  throw new DomainError(
    'RUN_SUPERSEDED',
    `expected ${name} to be as run ${number} or an earlier one left it, got run ${item.run}`,
  )
}
