import type { Iccid } from '../../iccid.ts'
import type { SimAddress } from '../../sim-address.ts'
import type { InventoryEntry } from '../inventory-entry.ts'
import type { InventoryListing, UnreadableEntry } from '../ports.ts'

const FIELDS = ['address', 'status', 'imsi', 'msisdn', 'label'] as const

const isSame = (one: InventoryEntry, other: InventoryEntry): boolean =>
  FIELDS.every((field) => one[field] === other[field])

const conflict = (iccid: Iccid, expected: string, isSuspended: boolean): UnreadableEntry => ({
  place: `SIM ${iccid}`,
  code: 'ENTRY_CONFLICT',
  message: `expected ${expected}, got several`,
  iccid,
  ...(isSuspended && { isSuspended }),
})

/** SIMs that something is said of other than that they are suspended. */
const unsuspended = ({ entries, unreadable }: InventoryListing): ReadonlySet<Iccid | undefined> =>
  new Set([
    ...entries.flatMap(({ iccid, status }) => (status === 'suspended' ? [] : [iccid])),
    ...unreadable.flatMap(({ iccid, isSuspended }) => (isSuspended ? [] : [iccid])),
  ])

/**
 * Sets aside what an inventory contradicts itself in: SIMs of which it says two things, or one that cannot be read, and
 * SIMs that share an address. None of them is believed, except that it is suspended if nothing else is said; they are
 * listed, and nothing more is known.
 */
export const distinctEntries = (listing: InventoryListing): InventoryListing => {
  const { entries, unreadable } = listing
  const others = unsuspended(listing)
  const unread = new Set(unreadable.map(({ iccid }) => iccid))
  const sims = new Map<Iccid, InventoryEntry>()
  const ambiguous = new Set<Iccid>()
  const holders = new Map<SimAddress, Iccid>()
  const shared = new Set<SimAddress>()
  for (const entry of entries) {
    const { iccid, address } = entry
    const known = sims.get(iccid)
    if (unread.has(iccid) || (known !== undefined && !isSame(known, entry))) ambiguous.add(iccid)
    sims.set(iccid, entry)
    if (address === undefined) continue
    const holder = holders.get(address)
    if (holder !== undefined && holder !== iccid) shared.add(address)
    holders.set(address, iccid)
  }

  const believed: InventoryEntry[] = []
  const conflicts: UnreadableEntry[] = []
  for (const entry of sims.values()) {
    const { iccid, address } = entry
    if (ambiguous.has(iccid)) {
      conflicts.push(conflict(iccid, 'one entry of the SIM', !others.has(iccid)))
    } else if (address !== undefined && shared.has(address)) {
      conflicts.push(conflict(iccid, `one SIM at ${address}`, !others.has(iccid)))
    } else believed.push(entry)
  }
  return {
    entries: believed,
    unreadable: [
      ...unreadable.map(({ isSuspended, ...one }) => ({
        ...one,
        ...(isSuspended && !others.has(one.iccid) && { isSuspended }),
      })),
      ...conflicts,
    ],
  }
}
