import type { InventoryContext, RunRequest, StartedRun } from './ports.ts'
import { watchEvents } from './watch-events.ts'
import { watchWrites } from './watch-writes.ts'

/**
 * Does something in a run. However it goes, the run is ended if each of its writes was answered, and otherwise left to
 * its deadline: what was not answered may still be written, and later runs have to know. If it changed SIMs, its events
 * end with their sum.
 *
 * @param work is given the context to work with: what it writes or tells by another one is not watched
 */
export const inRun = async <Context extends InventoryContext, Result>(
  ctx: Context,
  request: RunRequest,
  work: (ctx: Context, run: StartedRun) => Promise<Result>,
): Promise<Result> => {
  const run = await ctx.runs.start(request)
  const { store, close } = watchWrites(ctx.store)
  const { events, summarize } = watchEvents(ctx.events, {
    source: run.source,
    run: run.number,
  })
  try {
    return await work({ ...ctx, store, events }, run)
  } finally {
    // What is done stays done: a run that cannot be ended is one more that is left to its deadline.
    await Promise.allSettled([close() ? ctx.runs.end(run) : undefined, summarize()])
  }
}
