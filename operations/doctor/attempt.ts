import { describeError } from '../describe-error.ts'
import { type Finding, problem } from './finding.ts'

/** A check that AWS does not let us make is a problem of its own, and no reason to stop. */
export const attempt = async (
  check: string,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return [await look()].flat()
  } catch (error) {
    return [problem(check, `AWS did not answer it: ${describeError(error)}`)]
  }
}
