import type { StartedRun } from './ports.ts'
import type { Suspender } from './stored-sim.ts'

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
