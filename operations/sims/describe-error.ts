import { DomainError } from '../../domain/errors.ts'
import { printable } from './describe-sim.ts'

export interface DescribedError {
  readonly code: string
  readonly message: string
}

/** A failure for people and scripts: its code is the contract. */
export const describeError = (error: unknown): DescribedError => {
  if (error instanceof DomainError) return { code: error.code, message: error.message }
  if (error instanceof Error) return { code: error.name, message: error.message }
  return { code: 'Error', message: String(error) }
}

export const toText = ({ code, message }: DescribedError): string =>
  `${code}: ${printable(message)}`
