import { DomainError } from '../errors.ts'
import { type Comparison, compareInventory, listedIccids } from './compare-inventory.ts'
import { distinctEntries } from './distinct-entries.ts'
import type { InventoryListing, InventoryStore, OperatorInventory, StartedRun } from './ports.ts'
import { allowedLosses, type HourOfLosses } from './shrink-guard.ts'
import { readStoredInventory, type StoredInventory } from './stored-inventory.ts'

/** What a sync is going to do. */
export interface SyncPlan {
  readonly listing: InventoryListing
  readonly stored: StoredInventory
  readonly comparison: Comparison
  /** SIMs in the inventory, readable or not. */
  readonly listed: number
  readonly allowedLosses: number
  /** Why SIMs that seem to be gone are not removed this time. */
  readonly unconfirmed?: DomainError
}

/** What a sync may take away. */
export interface PlanLimits {
  readonly maxShrinkShare: number
  /** What the syncs of the last day have taken already. */
  readonly recent: readonly HourOfLosses[]
}

export interface PlanContext {
  readonly inventory: OperatorInventory
  readonly store: InventoryStore
}

const list = async (inventory: OperatorInventory): Promise<InventoryListing> => {
  const listing = distinctEntries(await inventory.list())
  const [first] = listing.unreadable
  if (listing.entries.length > 0 || first === undefined) return listing
  throw new DomainError(
    'INVENTORY_MALFORMED',
    `expected an inventory with a SIM that can be read, got ${listing.unreadable.length} that cannot: ${first.message}`,
  )
}

/** Reads the inventory and both tables, writes nothing. */
export const planSync = async (
  { inventory, store }: PlanContext,
  run: StartedRun,
  { maxShrinkShare, recent }: PlanLimits,
): Promise<SyncPlan> => {
  const [first, stored] = await Promise.all([list(inventory), readStoredInventory(store)])
  const planOf = (
    listing: InventoryListing,
    comparison: Comparison,
    unconfirmed?: DomainError,
  ): SyncPlan => {
    const listed = listing.entries.length + listing.unreadable.length
    const allowed = allowedLosses({ listed, known: comparison.known }, maxShrinkShare, recent)
    return {
      listing,
      stored,
      comparison,
      listed,
      allowedLosses: allowed,
      ...(unconfirmed && { unconfirmed }),
    }
  }
  const comparison = compareInventory(first, stored, run)
  if (comparison.missing.length === 0) return planOf(first, comparison)
  // A page that shifted while it was read hides a SIM: only who is missing twice is gone, and the later listing counts.
  try {
    const second = await list(inventory)
    return planOf(second, compareInventory(second, stored, run, listedIccids(first)))
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // The others do not wait for it.
    const missing = new Set(comparison.missing.map(({ iccid }) => iccid))
    return planOf(first, compareInventory(first, stored, run, missing), error)
  }
}
