import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../../domain/errors.ts'
import type { Sessions } from '../../domain/inventory/ports.ts'

/** Sessions whose ending is given up after so many milliseconds: it stays marked, and the sync has to end in time. */
export const boundedSessions = ({ end }: Sessions, milliseconds: number): Sessions => ({
  end: async (iccid) => {
    const timer = new AbortController()
    const overdue = async (): Promise<never> => {
      await sleep(milliseconds, undefined, { signal: timer.signal })
      throw new DomainError(
        'STORE_UNAVAILABLE',
        `expected an answer from iot:DeleteConnection within ${milliseconds} ms, got none`,
      )
    }
    try {
      await Promise.race([end(iccid), overdue()])
    } finally {
      timer.abort()
    }
  },
})
