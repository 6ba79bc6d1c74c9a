import type { SimAddress } from '../sim-address.ts'
import type { InventoryContext, StartedRun } from './ports.ts'

/**
 * Releases addresses that name a SIM which is elsewhere, as a crash leaves them; one whose SIM agrees is left alone.
 *
 * @returns those that were released
 */
export const releaseAddresses = async (
  _ctx: InventoryContext,
  _run: StartedRun,
  _addresses: readonly SimAddress[],
): Promise<readonly SimAddress[]> => {
  throw new Error('not built yet')
}
