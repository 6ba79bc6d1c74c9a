import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { InventoryContext, StartedRun } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/**
 * Gives a SIM another address, or none.
 *
 * @throws DomainError SIM_UNKNOWN, ADDRESS_TAKEN, ICCID_FORM_CONFLICT, RUN_SUPERSEDED, RUN_OVERDUE, STORE_BUSY
 */
export const moveSim = async (
  _ctx: InventoryContext,
  _run: StartedRun,
  _iccid: Iccid,
  _address: SimAddress | undefined,
  _options: { readonly displaces: boolean },
): Promise<StoredSim> => {
  throw new Error('not built yet')
}
