import { DomainError } from '../../domain/errors.ts'
import type { InventoryEntry } from '../../domain/inventory/inventory-entry.ts'
import type { InventoryListing, UnreadableEntry } from '../../domain/inventory/ports.ts'

/** Each is kept with its message; an inventory with more is none. */
const MAX_UNREADABLE = 50_000

export interface ListingCollector {
  /** @throws DomainError INVENTORY_MALFORMED, INVENTORY_TOO_LARGE */
  readonly add: (one: InventoryEntry | UnreadableEntry) => void
  readonly listing: () => InventoryListing
}

/** @throws DomainError INVENTORY_TOO_LARGE */
export const assertFits = (sims: number, maxSims: number): void => {
  if (sims <= maxSims) return
  throw new DomainError(
    'INVENTORY_TOO_LARGE',
    `expected at most ${maxSims} SIMs, for which the memory of the function is enough, got more`,
  )
}

/**
 * Collects what an inventory lists, and stops before the memory of the function does.
 *
 * @param maxSims entries, readable or not
 */
export const collectListing = (maxSims: number): ListingCollector => {
  const entries: InventoryEntry[] = []
  const unreadable: UnreadableEntry[] = []
  return {
    add: (given) => {
      // Text that was cut out of a longer one keeps all of that in memory.
      const one = structuredClone(given)
      if ('place' in one) unreadable.push(one)
      else entries.push(one)
      assertFits(entries.length + unreadable.length, maxSims)
      if (unreadable.length <= MAX_UNREADABLE) return
      throw new DomainError(
        'INVENTORY_MALFORMED',
        `expected at most ${MAX_UNREADABLE} entries that cannot be read, got more: ${unreadable[0]?.message}`,
      )
    },
    listing: () => ({ entries, unreadable }),
  }
}
