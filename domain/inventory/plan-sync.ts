import { DomainError, type ErrorCode } from '../errors.ts'
import { type Comparison, compareInventory, listedIccids } from './compare-inventory.ts'
import { distinctEntries } from './distinct-entries.ts'
import type { InventoryListing, InventoryStore, OperatorInventory, StartedRun } from './ports.ts'
import { allowedLosses } from './shrink-guard.ts'
import { readStoredInventory, type StoredInventory } from './stored-inventory.ts'
import type { SyncProblem } from './sync-report.ts'

/** What a sync is going to do. */
export interface SyncPlan {
  readonly listing: InventoryListing
  readonly stored: StoredInventory
  readonly comparison: Comparison
  /** SIMs in the inventory, readable or not. */
  readonly listed: number
  readonly allowedLosses: number
  /** What kept a part of it from being planned. */
  readonly problems: readonly SyncProblem[]
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

const UNREAD: readonly ErrorCode[] = ['INVENTORY_UNAVAILABLE', 'INVENTORY_UNSTABLE']

/** @returns why it could not be read to its end this time */
const listAgain = async (inventory: OperatorInventory): Promise<InventoryListing | DomainError> => {
  try {
    return await list(inventory)
  } catch (error) {
    if (error instanceof DomainError && UNREAD.includes(error.code)) return error
    throw error
  }
}

/** Reads the inventory and both tables, writes nothing. */
export const planSync = async (
  { inventory, store }: PlanContext,
  run: StartedRun,
  maxShrinkShare: number,
): Promise<SyncPlan> => {
  const [first, stored] = await Promise.all([list(inventory), readStoredInventory(store)])
  const planOf = (
    listing: InventoryListing,
    comparison: Comparison,
    problems: readonly SyncProblem[] = [],
  ): SyncPlan => {
    const listed = listing.entries.length + listing.unreadable.length
    const allowed = allowedLosses({ listed, known: comparison.known }, maxShrinkShare)
    return { listing, stored, comparison, listed, allowedLosses: allowed, problems }
  }
  const comparison = compareInventory(first, stored, run)
  const { missing } = comparison
  if (missing.length === 0) return planOf(first, comparison)
  // A page that shifted while it was read hides a SIM: only who is missing twice is gone, and the later listing counts.
  const second = await listAgain(inventory)
  if (!(second instanceof DomainError)) {
    return planOf(second, compareInventory(second, stored, run, listedIccids(first)))
  }
  // A large inventory takes long: who is missing waits for a sync that can read it twice, and nobody else does.
  const waiting = new Set(missing.map(({ iccid }) => iccid))
  const problem: SyncProblem = {
    code: second.code,
    message: `expected a second reading before ${missing.length} missing SIMs are removed: ${second.message}`,
  }
  return planOf(first, compareInventory(first, stored, run, waiting), [problem])
}
