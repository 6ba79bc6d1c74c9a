import type { Iccid } from '../iccid.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/**
 * The operator's suspension: tokens are refused at once, the live session is ended, and only the operator takes it back.
 *
 * @throws DomainError SIM_UNKNOWN
 */
export const suspendSim = async (_ctx: InventoryContext, _iccid: Iccid): Promise<StoredSim> => {
  throw new Error('not built yet')
}
