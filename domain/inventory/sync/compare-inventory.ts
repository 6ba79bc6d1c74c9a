import type { Iccid } from '../../iccid.ts'
import type { SimAddress } from '../../sim-address.ts'
import { differenceOf } from '../difference-of.ts'
import type { InventoryEntry } from '../inventory-entry.ts'
import type { InventoryListing, StartedRun } from '../ports.ts'
import { isLive, type StoredSim } from '../stored-sim.ts'
import type { Loss } from './loss.ts'
import type { StoredInventory } from './stored-inventory.ts'

/** What an inventory means for what is stored. */
export interface Comparison {
  /** Entries whose SIM has another address or access, or is not there. */
  readonly differing: readonly InventoryEntry[]
  /** Entries that are to be written though no device notices: described anew, or to fence an earlier run off. */
  readonly restated: readonly InventoryEntry[]
  /** SIMs of this inventory that it does not list any more; none if it has an entry that could be any SIM. */
  readonly missing: readonly StoredSim[]
  /** How many would be missing if each entry said which SIM it is. */
  readonly withheld: number
  /** Addresses, written by runs, that name a SIM which is elsewhere, and that the inventory gives to nobody. */
  readonly orphans: readonly SimAddress[]
  /** SIMs that could not connect any more where they are, or whose address would be another SIM's. */
  readonly losses: readonly Loss[]
  /** How many of the stored SIMs it touches: its own, those that it lists, and those whose address it gives away. */
  readonly known: number
  readonly unchanged: number
}

/** The other SIM that is given the address of this one. */
const successorOf = (
  { iccid, address }: StoredSim,
  claims: ReadonlyMap<SimAddress, Iccid>,
): Iccid | undefined => {
  const claimant = address === undefined ? undefined : claims.get(address)
  return claimant === iccid ? undefined : claimant
}

/** What an entry, or the lack of one, takes from a SIM. */
const lossOf = (
  sim: StoredSim,
  entry: InventoryEntry | undefined,
  isMissing: boolean,
  claims: ReadonlyMap<SimAddress, Iccid>,
): Loss | undefined => {
  const { iccid } = sim
  if (isMissing) return { iccid, kind: 'removed' }
  if (sim.status !== 'active') return undefined
  if (entry?.status === 'suspended') return { iccid, kind: 'suspended' }
  if (sim.address === undefined) return undefined
  const to = successorOf(sim, claims)
  const address = entry?.address
  // Also where it is given another: whoever calls from there is another SIM from then on.
  if (to !== undefined) return { iccid, kind: 'displaced', to, ...(address && { address }) }
  if (entry === undefined || address === sim.address) return undefined
  // Where nobody had the address as well: the device calls from the one that it had, which is free for the next one now.
  return address === undefined ? { iccid, kind: 'unaddressed' } : { iccid, kind: 'moved', address }
}

const orphansOf = (
  { sims, addresses, corrupt }: StoredInventory,
  claims: ReadonlyMap<SimAddress, Iccid>,
): readonly SimAddress[] => {
  const orphans: SimAddress[] = []
  for (const { address, iccid, run } of addresses.values()) {
    // Run 0 is what users wrote themselves: they may be about to write the SIM as well.
    if (iccid === undefined || run === 0 || claims.has(address)) continue
    // What such a SIM says is not known.
    if (corrupt.has(iccid)) continue
    const sim = sims.get(iccid)
    if (!isLive(sim) || sim.address !== address) orphans.push(address)
  }
  return orphans
}

/** Every SIM that a listing has, readable or not; undefined for one that could be any. */
export const listedIccids = ({
  entries,
  unreadable,
}: InventoryListing): ReadonlySet<Iccid | undefined> =>
  new Set([...entries, ...unreadable].map(({ iccid }) => iccid))

const compareEntries = (
  entries: readonly InventoryEntry[],
  { sims, addresses }: StoredInventory,
  run: StartedRun,
): Pick<Comparison, 'differing' | 'restated' | 'unchanged'> => {
  const differing: InventoryEntry[] = []
  const restated: InventoryEntry[] = []
  for (const entry of entries) {
    const address = entry.address === undefined ? undefined : addresses.get(entry.address)
    const difference = differenceOf(entry, { sim: sims.get(entry.iccid), address }, run)
    if (difference === 'change') differing.push(entry)
    if (difference === 'restatement') restated.push(entry)
  }
  return { differing, restated, unchanged: entries.length - differing.length - restated.length }
}

/** Active SIMs of which only that they are suspended can be read: they keep their address, if no other is given it. */
const bareSuspensions = (
  { unreadable }: InventoryListing,
  { sims }: StoredInventory,
  claims: ReadonlyMap<SimAddress, Iccid>,
): readonly InventoryEntry[] => {
  const iccids = new Set(
    unreadable.flatMap(({ iccid, isSuspended }) => (isSuspended && iccid) || []),
  )
  return [...iccids].flatMap((iccid) => {
    const sim = sims.get(iccid)
    if (sim?.status !== 'active') return []
    const keeps = sim.address !== undefined && successorOf(sim, claims) === undefined
    return [{ iccid, status: 'suspended', ...(keeps && { address: sim.address }) }]
  })
}

/** What an inventory says and does not say, by SIM and by address. */
interface Index {
  readonly entryOf: ReadonlyMap<Iccid, InventoryEntry>
  readonly claims: ReadonlyMap<SimAddress, Iccid>
  readonly isListed: (iccid: Iccid | undefined) => boolean
}

const compareSims = (
  sims: Iterable<StoredSim>,
  { entryOf, claims, isListed }: Index,
  { source }: StartedRun,
): Pick<Comparison, 'missing' | 'withheld' | 'losses' | 'known'> => {
  const mayMiss = !isListed(undefined)
  const missing: StoredSim[] = []
  let withheld = 0
  let known = 0
  const losses: Loss[] = []
  for (const sim of sims) {
    if (!isLive(sim)) continue
    const entry = entryOf.get(sim.iccid)
    const isOwn = sim.source === source
    const isUnlisted = isOwn && !isListed(sim.iccid)
    const isMissing = mayMiss && isUnlisted
    const loss = lossOf(sim, entry, isMissing, claims)
    if (isMissing) missing.push(sim)
    else if (isUnlisted) withheld += 1
    if (loss !== undefined) losses.push(loss)
    if (isOwn || loss !== undefined || entry !== undefined) known += 1
  }
  return { missing, withheld, losses, known }
}

/**
 * Compares a whole inventory with what is stored, in time linear in both.
 *
 * @param listing in which no SIM and no address stands twice
 * @param alsoListed SIMs that are not missing, because another listing had them
 */
export const compareInventory = (
  listing: InventoryListing,
  stored: StoredInventory,
  run: StartedRun,
  alsoListed: ReadonlySet<Iccid | undefined> = new Set(),
): Comparison => {
  const { entries } = listing
  const listed = listedIccids(listing)
  const claims = new Map(
    entries.flatMap(({ iccid, address }) => (address === undefined ? [] : [[address, iccid]])),
  )
  const suspensions = bareSuspensions(listing, stored, claims)
  const index: Index = {
    entryOf: new Map([...entries, ...suspensions].map((entry) => [entry.iccid, entry])),
    claims,
    isListed: (iccid) => listed.has(iccid) || alsoListed.has(iccid),
  }
  const { differing, restated, unchanged } = compareEntries(entries, stored, run)
  return {
    differing: [...suspensions, ...differing],
    restated,
    unchanged,
    ...compareSims(stored.sims.values(), index, run),
    orphans: orphansOf(stored, claims),
  }
}
