import type { Iccid } from '../iccid.ts'
import { assertLive, changeSim } from './change-sim.ts'
import { endAndTell } from './end-and-tell.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/**
 * The operator's suspension: tokens are refused at once, the live session is ended, and only the operator takes it
 * back. Call endMarkedSessions after SECOND_ENDING_MS.
 *
 * @throws DomainError SIM_UNKNOWN, STORE_BUSY
 */
export const suspendSim = async (ctx: InventoryContext, iccid: Iccid): Promise<StoredSim> => {
  const { before, after } = await changeSim(ctx.store, iccid, (sim) => {
    assertLive(sim, iccid)
    return {
      ...sim,
      status: 'suspended',
      suspendedBy: 'operator',
      suspendedSource: undefined,
      endsSession: true,
      refusedAt: ctx.now(),
    }
  })
  const isNew = before.status !== 'suspended'
  await endAndTell(ctx, after, isNew ? { type: 'SIM Suspended', by: 'operator' } : undefined)
  return after
}
