import type { Iccid } from '../iccid.ts'
import { assertLive, changeSim } from './change-sim.ts'
import { comingSecond } from './coming-second.ts'
import { endAndTell } from './end-and-tell.ts'
import { releaseAddress } from './leave-behind.ts'
import { markerExpiry } from './marker.ts'
import type { InventoryContext, StartedRun } from './ports.ts'
import { assertInTime, assertNotLater } from './run-order.ts'
import { isLive, type StoredSim, type Suspender, suspensionOf } from './stored-sim.ts'
import { throwFirstFailure } from './throw-first-failure.ts'

/** A suspension outlives the removal, should the SIM return; such a marker is kept for ever. */
const removed = (sim: StoredSim, run: StartedRun, now: number): StoredSim => {
  const suspension = suspensionOf(sim)
  return {
    ...sim,
    suspendedBy: suspension?.suspendedBy,
    suspendedSource: suspension?.suspendedSource,
    status: 'removed',
    address: undefined,
    tokensValidFrom: Math.max(comingSecond(now), sim.tokensValidFrom ?? 0),
    endsSession: true,
    refusedAt: now,
    expiresAt: suspension === undefined ? markerExpiry(now) : undefined,
    run: run.number,
  }
}

/**
 * Removes a SIM: its tokens are refused at once, its address is free, its live session is ended. A second call does
 * it all again as long as the session is not known to be closed. Call endMarkedSessions after SECOND_ENDING_MS.
 *
 * @throws DomainError SIM_UNKNOWN, RUN_SUPERSEDED, RUN_OVERDUE, STORE_BUSY
 */
export const removeSim = async (
  ctx: InventoryContext,
  run: StartedRun,
  iccid: Iccid,
  by: Suspender,
): Promise<StoredSim> => {
  const { before, after } = await changeSim(ctx.store, iccid, (sim) => {
    if (!sim.endsSession) assertLive(sim, iccid)
    assertNotLater(run, sim, iccid)
    assertInTime(run, ctx.now())
    return removed(sim, run, ctx.now())
  })
  const { address } = before
  const event = isLive(before) ? ({ type: 'SIM Removed', by, run: run.number } as const) : undefined
  const outcomes = await Promise.allSettled([
    endAndTell(ctx, { ...after, address }, event),
    address === undefined ? undefined : releaseAddress(ctx, run, address, iccid),
  ])
  throwFirstFailure(outcomes)
  return after
}
