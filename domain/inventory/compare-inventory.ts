import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import { isSettled } from './is-settled.ts'
import type { InventoryListing, StartedRun } from './ports.ts'
import type { StoredInventory } from './stored-inventory.ts'
import { isLive, type StoredSim } from './stored-sim.ts'

/** A SIM that a sync would take something from. */
export interface LostSim {
  readonly iccid: Iccid
  readonly how: 'removed' | 'suspended' | 'left without address' | 'replaced at its address'
}

/** What an inventory means for what is stored. */
export interface Comparison {
  /** What the run has to write. */
  readonly differing: readonly InventoryEntry[]
  /** SIMs of this inventory that it does not list any more; none if it has an entry that could be any SIM. */
  readonly missing: readonly StoredSim[]
  /** Addresses, written by runs, that name a SIM which is elsewhere, and that the inventory gives to nobody. */
  readonly orphans: readonly SimAddress[]
  /** SIMs that could not connect any more, or whose address another SIM would have. */
  readonly lost: readonly LostSim[]
  /** How many of the stored SIMs it touches: its own, those that it lists, and those whose address it gives away. */
  readonly known: number
  readonly unchanged: number
}

/** Whether whoever calls from the address of an active SIM would be another one. */
const isDisplaced = (
  { iccid, address, status }: StoredSim,
  claims: ReadonlyMap<SimAddress, Iccid>,
): boolean => {
  if (status !== 'active' || address === undefined) return false
  const claimant = claims.get(address)
  return claimant !== undefined && claimant !== iccid
}

const lossOf = (
  sim: StoredSim,
  entry: InventoryEntry | undefined,
  claims: ReadonlyMap<SimAddress, Iccid>,
): LostSim['how'] | undefined => {
  if (sim.status !== 'active') return undefined
  if (entry?.status === 'suspended') return 'suspended'
  if (isDisplaced(sim, claims)) return 'replaced at its address'
  const keepsAddress = entry === undefined || entry.address !== undefined
  return keepsAddress || sim.address === undefined ? undefined : 'left without address'
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

const differingEntries = (
  entries: readonly InventoryEntry[],
  { sims, addresses }: StoredInventory,
  run: StartedRun,
): readonly InventoryEntry[] =>
  entries.filter((entry) => {
    const holder = entry.address === undefined ? undefined : addresses.get(entry.address)
    return !isSettled(entry, sims.get(entry.iccid), holder, run)
  })

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
): Pick<Comparison, 'missing' | 'lost' | 'known'> => {
  const mayMiss = !isListed(undefined)
  const missing: StoredSim[] = []
  let known = 0
  const lost: LostSim[] = []
  for (const sim of sims) {
    if (!isLive(sim)) continue
    const entry = entryOf.get(sim.iccid)
    const isOwn = sim.source === source
    const isMissing = mayMiss && isOwn && !isListed(sim.iccid)
    const how = isMissing ? 'removed' : lossOf(sim, entry, claims)
    if (isMissing) missing.push(sim)
    if (how !== undefined) lost.push({ iccid: sim.iccid, how })
    if (isOwn || how !== undefined || entry !== undefined) known += 1
  }
  return { missing, lost, known }
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
  const index: Index = {
    entryOf: new Map(entries.map((entry) => [entry.iccid, entry])),
    claims,
    isListed: (iccid) => listed.has(iccid) || alsoListed.has(iccid),
  }
  const differing = differingEntries(entries, stored, run)
  return {
    differing,
    unchanged: entries.length - differing.length,
    ...compareSims(stored.sims.values(), index, run),
    orphans: orphansOf(stored, claims),
  }
}
