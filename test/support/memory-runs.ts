import type { Runs } from '../../domain/inventory/ports.ts'
import {
  deadlineOf,
  isOver,
  type RegisteredRun,
  startedRun,
} from '../../domain/inventory/registered-run.ts'
import type { Step } from './memory-inventory.ts'

/** Runs in memory; starting and ending one is one atomic step each. */
export const createMemoryRuns = (now: () => number, step: Step = async () => {}): Runs => {
  let counter = 0
  let registered: readonly RegisteredRun[] = []
  return {
    start: async (request) => {
      await step(`start of a run for ${request.source}`)
      counter += 1
      const deadline = deadlineOf(request, now())
      const run = { number: counter, source: request.source, deadline }
      registered = [...registered, run]
      return startedRun(run, registered, now())
    },
    end: async ({ number }) => {
      await step(`end of run ${number}`)
      registered = registered.filter((run) => run.number !== number && !isOver(run, now()))
    },
  }
}
