import type { Iccid } from '../iccid.ts'
import type { InventoryListing } from './ports.ts'
import type { StoredInventory } from './stored-inventory.ts'

/**
 * Of a SIM that is not to be read whole one thing is believed all the same: that it is suspended. Where it is stays as
 * it is stored, unless another SIM is there now.
 *
 * @param listing in which no SIM stands twice
 */
export const believeSuspensions = (
  { entries, unreadable }: InventoryListing,
  { sims }: StoredInventory,
): InventoryListing => {
  const claimed = new Set(entries.map(({ address }) => address))
  const suspended = new Set<Iccid>()
  for (const { iccid, isSuspended } of unreadable) {
    if (iccid !== undefined && isSuspended === true) suspended.add(iccid)
  }
  const believed = [...suspended].flatMap((iccid) => {
    const sim = sims.get(iccid)
    if (sim?.status !== 'active') return []
    const address = claimed.has(sim.address) ? undefined : sim.address
    return [{ iccid, address, status: 'suspended' as const }]
  })
  return { entries: [...entries, ...believed], unreadable }
}
