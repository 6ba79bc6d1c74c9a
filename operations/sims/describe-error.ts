import { DomainError } from '../../domain/errors.ts'
import { CommandError } from './command-error.ts'
import { printable } from './describe-sim.ts'
import { explainAwsError } from './explain-aws-error.ts'
import { UsageError } from './usage-error.ts'

export interface DescribedError {
  readonly code: string
  readonly message: string
}

/** AWS's own names say more than ours would. */
const codeOf = ({ name }: Error): string => (/Exception$/.test(name) ? name : 'INTERNAL_ERROR')

/** A failure for people and scripts: its code is the contract. */
export const describeError = (error: unknown): DescribedError => {
  if (error instanceof DomainError || error instanceof CommandError) {
    return { code: error.code, message: error.message }
  }
  if (error instanceof UsageError) return { code: error.name, message: error.message }
  if (!(error instanceof Error)) return { code: 'INTERNAL_ERROR', message: String(error) }
  const explained = explainAwsError(error)
  return explained === undefined
    ? { code: codeOf(error), message: error.message }
    : { code: explained.code, message: explained.message }
}

export const toText = ({ code, message }: DescribedError): string =>
  `${code}: ${printable(message)}`
