import type { Iccid } from '../iccid.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/**
 * Revokes tokens by the time of their issue, and ends the live session. The time is never lowered.
 *
 * @throws DomainError SIM_UNKNOWN, INVALID_TIME
 */
export const revokeTokens = async (
  _ctx: InventoryContext,
  _iccid: Iccid,
  /** NumericDate; the coming second unless told. */
  _validFrom?: number,
): Promise<StoredSim> => {
  throw new Error('not built yet')
}
