import { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { InventoryEntry } from './inventory-entry.ts'

const conflict = (expected: string, got: string, first: string) =>
  new DomainError('ENTRY_CONFLICT', `expected ${expected}, got ${got} after ${first}`)

/** Finds entries that contradict an earlier one of the same list; the first one stands. */
export const conflictWithin = (
  entries: readonly InventoryEntry[],
): ((entry: InventoryEntry) => DomainError | undefined) => {
  const addressOf = new Map<Iccid, SimAddress | undefined>()
  const holderOf = new Map<SimAddress, Iccid>()
  for (const { iccid, address } of entries) {
    if (addressOf.has(iccid)) continue
    addressOf.set(iccid, address)
    if (address !== undefined && !holderOf.has(address)) holderOf.set(address, iccid)
  }
  return ({ iccid, address }) => {
    const stated = addressOf.get(iccid)
    if (stated !== address) {
      return conflict(`one address for ${iccid}`, address ?? 'none', stated ?? 'none')
    }
    const holder = address === undefined ? iccid : (holderOf.get(address) ?? iccid)
    return holder === iccid
      ? undefined
      : conflict(`one SIM for ${address ?? 'none'}`, iccid, holder)
  }
}
