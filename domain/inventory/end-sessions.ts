import { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import { endMarkedSessions, SECOND_ENDING_MS } from './end-marked-sessions.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredInventory } from './stored-inventory.ts'
import type { SyncProblem } from './sync-report.ts'

export interface EndingContext extends InventoryContext {
  /** Waits for so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<unknown>
}

/**
 * Ends the sessions of SIMs that were refused just now, and those that an earlier run has left marked.
 *
 * @returns why some are still marked; the next sync ends them
 */
export const endSessions = async (
  ctx: EndingContext,
  refused: readonly Iccid[],
  { sims }: StoredInventory,
): Promise<readonly SyncProblem[]> => {
  const left = [...sims.values()].filter(({ endsSession }) => endsSession)
  const iccids = new Set([...left.map(({ iccid }) => iccid), ...refused])
  if (iccids.size === 0) return []
  try {
    await ctx.sleep(SECOND_ENDING_MS)
    await endMarkedSessions(ctx, [...iccids])
    return []
  } catch (error) {
    const code = error instanceof DomainError ? error.code : 'INTERNAL_ERROR'
    const message = error instanceof Error ? error.message : 'no Error was thrown'
    return [{ code, message: `expected sessions to be ended: ${message}` }]
  }
}
