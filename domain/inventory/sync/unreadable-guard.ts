import { DomainError } from '../../errors.ts'
import type { InventoryListing, StartedRun } from '../ports.ts'
import type { Findings, Past } from './findings.ts'
import type { SyncPlan } from './plan-sync.ts'

/** An inventory of a few SIMs may have one entry that is spoilt. */
const ALWAYS_ADMITTED = 1
/** Of which most cannot be read is stale, however many SIMs may be lost. */
const LARGEST_SHARE = 0.5

/**
 * Why an inventory is taken for stale: SIMs that cannot be read stay as they are, so where these are many, what the operator
 * suspends reaches nobody.
 */
export const staleness = (
  { entries, unreadable }: InventoryListing,
  maxShrinkShare: number,
): DomainError | undefined => {
  const listed = entries.length + unreadable.length
  const share = Math.min(maxShrinkShare, LARGEST_SHARE)
  const admitted = Math.max(ALWAYS_ADMITTED, Math.floor(listed * share))
  const [first] = unreadable
  if (first === undefined || unreadable.length <= admitted) return undefined
  return new DomainError(
    'INVENTORY_UNREADABLE',
    `expected at most ${admitted} of ${listed} entries that cannot be read, got ${unreadable.length}: ${first.place}: ${first.message}; those SIMs stay as they are`,
  )
}

/** It stays with the run that found it first: whoever was told of it knows. */
export const unreadableSinceOf = (
  { stale }: SyncPlan,
  { number }: StartedRun,
  { unreadableSince = number }: Past,
): Pick<Findings, 'unreadableSince'> => (stale === undefined ? {} : { unreadableSince })
