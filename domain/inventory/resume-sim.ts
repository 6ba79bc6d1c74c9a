import type { Iccid } from '../iccid.ts'
import { assertLive, changeSim } from './change-sim.ts'
import { markerExpiry } from './marker.ts'
import type { InventoryContext } from './ports.ts'
import { isLive, type StoredSim, suspensionOf } from './stored-sim.ts'

/** A removed SIM stays removed, and its marker is no longer kept for ever. */
const resumed = (sim: StoredSim, now: number): StoredSim => ({
  ...sim,
  ...(isLive(sim) ? { status: 'active' } : { expiresAt: markerExpiry(now) }),
  suspendedBy: undefined,
  suspendedSource: undefined,
})

/**
 * Takes a suspension back, whoever suspended, also that of a SIM which was removed since. An inventory that still says
 * `suspended` suspends again.
 *
 * @throws DomainError SIM_UNKNOWN, STORE_BUSY
 */
export const resumeSim = async (ctx: InventoryContext, iccid: Iccid): Promise<StoredSim> => {
  const { before, after } = await changeSim(ctx.store, iccid, (sim) => {
    if (suspensionOf(sim) !== undefined) return resumed(sim, ctx.now())
    assertLive(sim, iccid)
    return sim
  })
  if (after !== before && isLive(after)) {
    const { address } = after
    await ctx.events.publish([{ type: 'SIM Resumed', iccid, address, by: 'operator' }])
  }
  return after
}
