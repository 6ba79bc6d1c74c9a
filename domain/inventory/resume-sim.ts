import type { Iccid } from '../iccid.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/**
 * Takes a suspension back, whoever suspended.
 *
 * @throws DomainError SIM_UNKNOWN
 */
export const resumeSim = async (_ctx: InventoryContext, _iccid: Iccid): Promise<StoredSim> => {
  throw new Error('not built yet')
}
