import type { SimAddress } from '../sim-address.ts'
import { markReleased } from './leave-behind.ts'
import type { InventoryContext, StartedRun } from './ports.ts'

/**
 * Releases addresses that name a SIM which is elsewhere, as a crash leaves them; one whose SIM agrees is left alone.
 *
 * @returns those that were released
 */
export const releaseAddresses = async (
  ctx: InventoryContext,
  run: StartedRun,
  addresses: readonly SimAddress[],
): Promise<readonly SimAddress[]> => {
  const stored = [...(await ctx.store.findAddresses(addresses)).values()]
  const sims = await ctx.store.findSims([...new Set(stored.flatMap(({ iccid }) => iccid ?? []))])
  const released: SimAddress[] = []
  for (const seen of stored) {
    const { address, iccid } = seen
    if (iccid === undefined || seen.run > run.number) continue
    if (sims.get(iccid)?.address === address) continue
    if (await markReleased(ctx, run, seen)) released.push(address)
  }
  return released
}
