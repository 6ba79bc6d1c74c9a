import { OPERATOR } from './assertion.ts'
import type { InventoryContext } from './ports.ts'
import { watchEvents } from './watch-events.ts'

/**
 * Does something for one command of the operator that is no run. If it changed SIMs, its events end with their sum.
 *
 * @param work is given the context to work with: what it tells by another one is not watched
 */
export const inCommand = async <Result>(
  ctx: InventoryContext,
  work: (ctx: InventoryContext) => Promise<Result>,
): Promise<Result> => {
  const { events, summarize } = watchEvents(ctx.events, { source: OPERATOR })
  try {
    return await work({ ...ctx, events })
  } finally {
    // What is done stays done, though nobody could be told.
    await Promise.allSettled([summarize()])
  }
}
