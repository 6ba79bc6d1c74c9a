import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { StartedRun } from '../../../domain/inventory/ports.ts'
import type { SimAddress } from '../../../domain/sim-address.ts'
import type { Answer, Assertion, Standing } from './history.ts'

type Identify = (address: SimAddress) => Promise<{ readonly iccid: Iccid }>

/** Writes down what is seen from outside, and in which order. */
export const createRecorder = () => {
  const assertions: Assertion[] = []
  const standings: Standing[] = []
  const answers: Answer[] = []
  let stamps = 0
  const open = <T extends { end?: number }>(list: T[], interval: T) => {
    list.push(interval)
    return () => {
      stamps += 1
      interval.end = stamps
    }
  }
  const begin = () => {
    stamps += 1
    return stamps
  }
  return {
    history: { assertions, standings, answers },

    /** @returns to be called when it is completed */
    asserts: ({ number }: Pick<StartedRun, 'number'>, { iccid, address }: InventoryEntry) =>
      open<Assertion>(assertions, { run: number, iccid, address, begin: begin() }),

    stands: (iccid: Iccid, status: Standing['status']) =>
      open<Standing>(standings, { iccid, status, begin: begin() }),

    calls: async (identify: Identify, address: SimAddress): Promise<Iccid | undefined> => {
      const begun = begin()
      const [outcome] = await Promise.allSettled([identify(address)])
      if (outcome.status === 'fulfilled') {
        const { iccid } = outcome.value
        answers.push({ begin: begun, end: begin(), address, iccid })
        return iccid
      }
      if (outcome.reason instanceof DomainError) return undefined
      throw outcome.reason
    },
  }
}

export type Recorder = ReturnType<typeof createRecorder>
