import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import type { DomainError } from '../../../domain/errors.ts'

/** How often and how far apart to try again. Times in milliseconds. */
export interface RetrySettings {
  readonly retries: number
  /** Before the first retry; doubled before each further one, and jittered up to twice as long. */
  readonly minTimeout: number
  readonly maxTimeout: number
  /** The longest that a `Retry-After` is waited for. */
  readonly maxRetryAfter: number
}

/** A fault that may pass, with what it means if it does not. */
export class PassingFault extends Error {
  override readonly name = 'PassingFault'
  readonly refusal: DomainError
  readonly retryAfter: number

  /** @param retryAfter milliseconds that the server asked to wait */
  constructor(refusal: DomainError, retryAfter = 0) {
    super(refusal.message)
    this.refusal = refusal
    this.retryAfter = retryAfter
  }
}

/** Runs until it succeeds, fails for good, or has been tried often enough. */
export const retryPassingFaults = async <T>(
  run: () => Promise<T>,
  { retries, minTimeout, maxTimeout, maxRetryAfter }: RetrySettings,
  signal: AbortSignal,
): Promise<T> => {
  try {
    return await pRetry(run, {
      retries,
      minTimeout,
      maxTimeout,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof PassingFault,
      onFailedAttempt: async ({ error, retriesLeft, retryDelay }) => {
        if (!(error instanceof PassingFault) || retriesLeft === 0) return
        const asked = Math.min(error.retryAfter, maxRetryAfter)
        if (asked > retryDelay) await sleep(asked - retryDelay, undefined, { signal })
      },
    })
  } catch (error) {
    throw error instanceof PassingFault ? error.refusal : error
  }
}
