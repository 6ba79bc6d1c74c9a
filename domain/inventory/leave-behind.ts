import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import { leaveAlone } from './leave-alone.ts'
import { markerExpiry } from './marker.ts'
import type { InventoryContext, StartedRun } from './ports.ts'
import { assertInTime } from './run-order.ts'
import { revisionAfter, type StoredAddress } from './stored-sim.ts'

/*
 * What a pairing leaves behind at the SIM and the address that were paired before. No answer depends on it: a pair that
 * disagrees is never believed. So an item keeps its run number (nothing is asserted about it), and one that others
 * are busy with, or that cannot be read, is left to them.
 */
const TRIES = 3

/** Lets an address name nobody, if it still names that SIM. */
export const releaseAddress = async (
  ctx: InventoryContext,
  run: StartedRun,
  address: SimAddress,
  iccid: Iccid,
): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = (await ctx.store.findAddresses([address], leaveAlone)).get(address)
    if (seen?.iccid !== iccid || seen.run > run.number) return
    if (await markReleased(ctx, run, seen)) return
  }
}

/** @returns false when somebody else wrote it meanwhile */
export const markReleased = (
  ctx: InventoryContext,
  run: StartedRun,
  seen: StoredAddress,
): Promise<boolean> => {
  assertInTime(run, ctx.now())
  const { address } = seen
  const expiresAt = markerExpiry(ctx.now())
  return ctx.store.putAddress(
    { address, expiresAt, run: seen.run, revision: revisionAfter(seen) },
    seen,
  )
}

/**
 * Takes from a SIM the address that another one has now.
 *
 * @returns whether the SIM still had it
 */
export const clearAddress = async (
  ctx: InventoryContext,
  run: StartedRun,
  iccid: Iccid,
  address: SimAddress,
): Promise<boolean> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = (await ctx.store.findSims([iccid], leaveAlone)).get(iccid)
    if (seen?.address !== address || seen.run > run.number) return false
    assertInTime(run, ctx.now())
    const next = { ...seen, address: undefined, revision: revisionAfter(seen) }
    if (await ctx.store.putSim(next, seen)) return true
  }
  return false
}
