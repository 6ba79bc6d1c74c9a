import type { Iccid } from '../iccid.ts'
import { assertLive, changeSim } from './change-sim.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/**
 * Takes a suspension back, whoever suspended. An inventory that still says `suspended` suspends again.
 *
 * @throws DomainError SIM_UNKNOWN, STORE_BUSY
 */
export const resumeSim = async (ctx: InventoryContext, iccid: Iccid): Promise<StoredSim> => {
  const { before, after } = await changeSim(ctx.store, iccid, (sim) => {
    assertLive(sim, iccid)
    if (sim.status === 'active') return sim
    return { ...sim, status: 'active', suspendedBy: undefined, suspendedSource: undefined }
  })
  if (after !== before) {
    const { address } = after
    await ctx.events.publish([{ type: 'SIM Resumed', iccid, address, by: 'operator' }])
  }
  return after
}
