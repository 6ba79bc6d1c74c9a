import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { InventoryListing, UnreadableEntry } from './ports.ts'

const countBy = <Key>(
  entries: readonly InventoryEntry[],
  keyOf: (entry: InventoryEntry) => Key | undefined,
): ReadonlyMap<Key, number> => {
  const counts = new Map<Key, number>()
  for (const entry of entries) {
    const key = keyOf(entry)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const conflict = (iccid: Iccid, expected: string): UnreadableEntry => ({
  place: `SIM ${iccid}`,
  code: 'ENTRY_CONFLICT',
  message: `expected ${expected}, got several`,
  iccid,
})

/**
 * Sets aside what an inventory contradicts itself in: SIMs that are listed several times, that are listed and cannot be
 * read elsewhere, and SIMs that share an address. None of them is believed; they are listed, and nothing more is known.
 */
export const distinctEntries = ({ entries, unreadable }: InventoryListing): InventoryListing => {
  const sims = countBy(entries, ({ iccid }) => iccid)
  const holders = countBy(entries, ({ address }) => address)
  const unread = new Set(unreadable.map(({ iccid }) => iccid))
  const isTwice = ({ iccid }: InventoryEntry): boolean =>
    (sims.get(iccid) ?? 0) > 1 || unread.has(iccid)
  const isShared = (address: SimAddress | undefined): boolean =>
    address !== undefined && (holders.get(address) ?? 0) > 1

  const believed: InventoryEntry[] = []
  const conflicts = new Map<Iccid, UnreadableEntry>()
  for (const entry of entries) {
    const { iccid, address } = entry
    if (isTwice(entry)) conflicts.set(iccid, conflict(iccid, 'one entry of the SIM'))
    else if (isShared(address)) conflicts.set(iccid, conflict(iccid, `one SIM at ${address}`))
    else believed.push(entry)
  }
  return { entries: believed, unreadable: [...unreadable, ...conflicts.values()] }
}
