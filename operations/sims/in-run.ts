import type { Runs, StartedRun } from '../../domain/inventory/ports.ts'

/** Does something in a run of the operator's, and ends the run whatever happens. */
export const inRun = async <T>(
  runs: Runs,
  lifetimeMs: number,
  work: (run: StartedRun) => Promise<T>,
): Promise<T> => {
  const run = await runs.start({ source: 'operator', lifetimeMs })
  try {
    return await work(run)
  } finally {
    await runs.end(run)
  }
}
