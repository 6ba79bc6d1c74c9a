import { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { Assertion } from './assertion.ts'
import type { SimChange } from './entry-result.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import { clearAddress, releaseAddress } from './leave-behind.ts'
import { type Pairing, readPairings } from './pairing.ts'
import { planEntry } from './plan-entry.ts'
import type { InventoryContext } from './ports.ts'
import { assertInTime } from './run-order.ts'
import type { StoredSim } from './stored-sim.ts'

/** What was written for one entry, up to where it was refused. */
export interface WrittenEntry {
  readonly changes: readonly SimChange[]
  /** The SIM as this wrote it; absent when only its address was written, or nothing. */
  readonly sim?: StoredSim
  readonly previousAddress?: SimAddress
  /** The SIM that had the address until now. */
  readonly displaced?: Iccid
  readonly error?: DomainError
}

interface Progress {
  readonly changes: Set<SimChange>
  hasWritten: boolean
  sim?: StoredSim
  previousAddress?: SimAddress
  holder?: Iccid
}

const TRIES = 6

/** @returns false when somebody else wrote one of the items meanwhile */
const tryToPair = async (
  ctx: InventoryContext,
  entry: InventoryEntry,
  by: Assertion,
  seen: Pairing,
  progress: Progress,
): Promise<boolean> => {
  const { sim, address } = planEntry(seen, entry, by)
  if (sim !== undefined) {
    assertInTime(by.run, ctx.now())
    const next = sim.changes.includes('suspended')
      ? { ...sim.next, refusedAt: ctx.now() }
      : sim.next
    if (!(await ctx.store.putSim(next, seen.sim))) return false
    // From here on the address that the SIM had names nobody.
    progress.hasWritten = true
    progress.sim = next
    for (const change of sim.changes) progress.changes.add(change)
    if (seen.sim?.address !== entry.address) progress.previousAddress ??= seen.sim?.address
  }
  if (address !== undefined) {
    assertInTime(by.run, ctx.now())
    if (!(await ctx.store.putAddress(address.next, seen.address))) return false
    progress.hasWritten = true
    if (address.isNew) {
      progress.holder = seen.address?.iccid
      if (!progress.changes.has('added')) progress.changes.add('moved')
    }
  }
  return true
}

const pair = async (
  ctx: InventoryContext,
  entry: InventoryEntry,
  by: Assertion,
  first: Pairing,
  progress: Progress,
): Promise<void> => {
  let seen = first
  for (let tries = 0; tries < TRIES; tries++) {
    if (await tryToPair(ctx, entry, by, seen, progress)) return
    seen = (await readPairings(ctx.store, [entry]))(entry)
  }
  throw new DomainError('STORE_BUSY', `expected to write ${entry.iccid}, got ${TRIES} conflicts`)
}

/** @returns the SIM that lost its address */
const tidyUp = async (
  ctx: InventoryContext,
  { iccid, address }: InventoryEntry,
  { run }: Assertion,
  { previousAddress, holder }: Progress,
): Promise<Iccid | undefined> => {
  if (previousAddress !== undefined) await releaseAddress(ctx, run, previousAddress, iccid)
  if (holder === undefined || address === undefined) return undefined
  return (await clearAddress(ctx, run, holder, address)) ? holder : undefined
}

const errorOf = (reason: unknown): DomainError => {
  if (reason instanceof DomainError) return reason
  throw reason
}

/** Writes what one entry asserts: the SIM, then its address, then what both leave behind. A crash may come anywhere. */
export const writeEntry = async (
  ctx: InventoryContext,
  entry: InventoryEntry,
  by: Assertion,
  seen: Pairing,
): Promise<WrittenEntry> => {
  const progress: Progress = { changes: new Set(), hasWritten: false }
  const [pairing] = await Promise.allSettled([pair(ctx, entry, by, seen, progress)])
  const [tidying] = await Promise.allSettled([tidyUp(ctx, entry, by, progress)])
  if (progress.hasWritten && progress.changes.size === 0) progress.changes.add('rewritten')
  const failed = [pairing, tidying].find((outcome) => outcome.status === 'rejected')
  return {
    changes: [...progress.changes],
    sim: progress.sim,
    previousAddress: progress.previousAddress,
    displaced: tidying.status === 'fulfilled' ? tidying.value : undefined,
    error: failed && errorOf(failed.reason),
  }
}
