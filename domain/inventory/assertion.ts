import { DomainError } from '../errors.ts'
import type { StartedRun } from './ports.ts'
import type { RunNumber, Suspender } from './stored-sim.ts'

/** In whose name entries are asserted, and how far that goes. */
export interface Assertion {
  readonly run: StartedRun
  /** Whether it may take back what the operator suspended. */
  readonly resumes: boolean
  /** Whether it may take an address from a SIM that has it. */
  readonly displaces: boolean
  /** Whether it may bring in a SIM that is not there. */
  readonly adds: boolean
}

/** The source of what the operator does by hand, one SIM at a time. */
export const OPERATOR = 'operator'
/** The source of files that the operator imports. */
export const IMPORT = 'import'
export const BY_HAND: readonly string[] = [OPERATOR, IMPORT]

/** Who is behind a run. */
export const suspenderOf = ({ source }: StartedRun): Suspender =>
  source === OPERATOR || source === IMPORT ? source : 'inventory'

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
