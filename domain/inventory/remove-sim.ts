import type { Iccid } from '../iccid.ts'
import type { InventoryContext, StartedRun } from './ports.ts'
import type { StoredSim, Suspender } from './stored-sim.ts'

/**
 * Removes a SIM: its tokens are refused at once, its address is free, its live session is ended.
 *
 * @throws DomainError SIM_UNKNOWN, RUN_SUPERSEDED, RUN_OVERDUE, STORE_BUSY
 */
export const removeSim = async (
  _ctx: InventoryContext,
  _run: StartedRun,
  _iccid: Iccid,
  _by: Suspender,
): Promise<StoredSim> => {
  throw new Error('not built yet')
}
