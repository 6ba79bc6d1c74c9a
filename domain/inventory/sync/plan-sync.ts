import { DomainError } from '../../errors.ts'
import type { InventoryListing, InventoryStore, OperatorInventory, StartedRun } from '../ports.ts'
import { type Comparison, compareInventory, listedIccids } from './compare-inventory.ts'
import { distinctEntries } from './distinct-entries.ts'
import { allowedLosses, type HourOfLosses } from './shrink-guard.ts'
import { readStoredInventory, type StoredInventory } from './stored-inventory.ts'
import { staleness } from './unreadable-guard.ts'

/** What a sync is going to do. */
export interface SyncPlan {
  readonly listing: InventoryListing
  readonly stored: StoredInventory
  readonly comparison: Comparison
  /** SIMs in the inventory, readable or not. */
  readonly listed: number
  readonly allowedLosses: number
  /** SIMs that seem to be gone and are not removed this time. */
  readonly withheld?: Withheld
  /** INVENTORY_UNREADABLE, where too much of the inventory cannot be read. */
  readonly stale?: DomainError
}

export interface Withheld {
  readonly sims: number
  /** Why: REMOVALS_UNCONFIRMED, REMOVALS_WITHHELD. */
  readonly error: DomainError
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
  /** Ends the reading of both tables. */
  readonly tablesSignal?: AbortSignal
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

/** What an entry that could be any SIM keeps from being removed. */
const withheldBy = (
  { unreadable }: InventoryListing,
  { withheld }: Comparison,
): Withheld | undefined => {
  const anybody = unreadable.find(({ iccid }) => iccid === undefined)
  if (anybody === undefined || withheld === 0) return undefined
  const { place, message } = anybody
  const error = new DomainError(
    'REMOVALS_WITHHELD',
    `expected each entry to say which SIM it is before SIMs that are missing (${withheld}) are removed, got ${place}: ${message}`,
  )
  return { sims: withheld, error }
}

const unconfirmed = ({ missing }: Comparison, { message }: DomainError): Withheld => ({
  sims: missing.length,
  error: new DomainError(
    'REMOVALS_UNCONFIRMED',
    `expected a second listing before SIMs that are missing (${missing.length}) are removed: ${message}`,
  ),
})

/** Reads the inventory and both tables, writes nothing. */
export const planSync = async (
  { inventory, store, tablesSignal }: PlanContext,
  run: StartedRun,
  { maxShrinkShare, recent }: PlanLimits,
): Promise<SyncPlan> => {
  const [first, stored] = await Promise.all([
    list(inventory),
    readStoredInventory(store, tablesSignal),
  ])
  const planOf = (
    listing: InventoryListing,
    comparison: Comparison,
    withheld = withheldBy(listing, comparison),
  ): SyncPlan => {
    const listed = listing.entries.length + listing.unreadable.length
    const allowed = allowedLosses({ listed, known: comparison.known }, maxShrinkShare, recent)
    const stale = staleness(listing, maxShrinkShare)
    return {
      listing,
      stored,
      comparison,
      listed,
      allowedLosses: allowed,
      ...(withheld && { withheld }),
      ...(stale && { stale }),
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
    const others = compareInventory(first, stored, run, missing)
    return planOf(first, others, unconfirmed(comparison, error))
  }
}
