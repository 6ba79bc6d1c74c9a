import { DomainError } from '../../domain/errors.ts'

// Faults of a store that pass, of calls and of statements in a batch: once they were retried, the device shall come again
// later.
const PASSING = new Set([
  'InternalFailure',
  'InternalServerError',
  'InternalServiceError',
  'LimitExceededException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Throttling',
  'ThrottlingError',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionConflict',
])
const NETWORK = /^(?:E(?:CONN|HOST|NET|PIPE|TIMEDOUT|AI_AGAIN)|ENOTFOUND|UND_ERR)/

export const isPassing = (error: Error & { code?: unknown; $fault?: unknown }): boolean =>
  PASSING.has(error.name) ||
  error.$fault === 'server' ||
  (typeof error.code === 'string' && NETWORK.test(error.code))

/** A refused connection is an Error by name: its code says what it is. */
const describeCause = ({ name, code }: Error & { code?: unknown }): string =>
  typeof code === 'string' && code !== name ? `${name} ${code}` : name

/**
 * Runs one call of an AWS service and tells faults that pass (STORE_UNAVAILABLE) from our own mistakes, such as a
 * missing permission or table, which come through as they are.
 *
 * @throws DomainError STORE_UNAVAILABLE
 */
export const callStore = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof Error && isPassing(cause)) {
      throw new DomainError(
        'STORE_UNAVAILABLE',
        `expected an answer from ${operation}, got ${describeCause(cause)}`,
        { cause },
      )
    }
    throw cause
  }
}
