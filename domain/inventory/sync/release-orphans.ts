import type { SimAddress } from '../../sim-address.ts'
import { markReleased } from '../leave-behind.ts'
import type { InventoryContext, OnCorrupt, StartedRun } from '../ports.ts'

/**
 * Releases addresses that name a SIM which is elsewhere, as a crash leaves them; one whose SIM agrees, or cannot be read, is left alone.
 *
 * @returns those that were released
 */
export const releaseOrphans = async (
  ctx: InventoryContext,
  run: StartedRun,
  addresses: readonly SimAddress[],
): Promise<readonly SimAddress[]> => {
  const corrupt = new Set<string>()
  const onCorrupt: OnCorrupt = ({ key }) => corrupt.add(key)
  const stored = [...(await ctx.store.findAddresses(addresses, onCorrupt)).values()]
  const named = new Set(stored.flatMap(({ iccid }) => iccid ?? []))
  const sims = await ctx.store.findSims([...named], onCorrupt)
  const released: SimAddress[] = []
  for (const seen of stored) {
    const { address, iccid } = seen
    if (iccid === undefined || corrupt.has(iccid) || seen.run > run.number) continue
    if (sims.get(iccid)?.address === address) continue
    if (await markReleased(ctx, run, seen)) released.push(address)
  }
  return released
}
