import { chunksOf } from '../../chunks-of.ts'
import { DomainError } from '../../errors.ts'
import type { Iccid } from '../../iccid.ts'
import { endMarkedSessions, SECOND_ENDING_MS } from '../end-marked-sessions.ts'
import type { InventoryContext, StartedRun } from '../ports.ts'
import type { StoredInventory } from './stored-inventory.ts'
import type { SyncProblem } from './sync-report.ts'

export interface EndingContext extends InventoryContext {
  /** Waits for so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<unknown>
}

/** How long after the deadline of its run a sync may still begin to end sessions, in milliseconds. */
export const ENDING_MS = 15_000
const SESSIONS_AT_ONCE = 32

const problemOf = (error: unknown): SyncProblem => {
  const code = error instanceof DomainError ? error.code : 'INTERNAL_ERROR'
  const message = error instanceof Error ? error.message : 'no Error was thrown'
  return { code, message: `expected sessions to be ended: ${message}` }
}

/**
 * Ends the sessions of SIMs that were refused just now, and those that an earlier run has left marked.
 *
 * @returns why some are still marked; the next sync ends them
 */
export const endSessions = async (
  ctx: EndingContext,
  { deadline }: StartedRun,
  refused: readonly Iccid[],
  { sims }: StoredInventory,
): Promise<readonly SyncProblem[]> => {
  const left = [...sims.values()].filter(({ endsSession }) => endsSession)
  const iccids = [...new Set([...refused, ...left.map(({ iccid }) => iccid)])]
  if (iccids.length === 0) return []
  await ctx.sleep(SECOND_ENDING_MS)
  let failure: SyncProblem | undefined
  let tried = 0
  for (const some of chunksOf(iccids, SESSIONS_AT_ONCE)) {
    if (ctx.now() >= deadline + ENDING_MS) {
      const message = `expected all ${iccids.length} sessions to be ended in the time of the run, got to ${tried} of them`
      return [...(failure ? [failure] : []), { code: 'SESSIONS_LEFT', message }]
    }
    try {
      await endMarkedSessions(ctx, some)
    } catch (error) {
      failure ??= problemOf(error)
    }
    tried += some.length
  }
  return failure ? [failure] : []
}
