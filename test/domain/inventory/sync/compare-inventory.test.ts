import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Iccid, parseIccid } from '../../../../domain/iccid.ts'
import { type Difference, differenceOf } from '../../../../domain/inventory/difference-of.ts'
import type { InventoryEntry } from '../../../../domain/inventory/inventory-entry.ts'
import type { InventoryListing, UnreadableEntry } from '../../../../domain/inventory/ports.ts'
import type { StoredAddress, StoredSim } from '../../../../domain/inventory/stored-sim.ts'
import { compareInventory } from '../../../../domain/inventory/sync/compare-inventory.ts'
import { distinctEntries } from '../../../../domain/inventory/sync/distinct-entries.ts'
import { parseSimAddress } from '../../../../domain/sim-address.ts'
import { aRun, aStoredAddress, aStoredSim } from '../../../support/inventory-context.ts'

interface Stored {
  readonly sims: readonly StoredSim[]
  readonly addresses: readonly StoredAddress[]
}

const mapsOf = ({ sims, addresses }: Stored) => ({
  sims: new Map(sims.map((sim) => [sim.iccid, sim])),
  addresses: new Map(addresses.map((item) => [item.address, item])),
  corrupt: new Map(),
})

const run = aRun({ number: 9 })

/** The same by its definitions, each SIM looked for in the whole list. */
const compareNaively = (
  { entries, unreadable }: InventoryListing,
  { sims, addresses }: Stored,
  alsoListed: readonly Iccid[],
) => {
  const bare = [
    ...new Set(unreadable.flatMap(({ iccid, isSuspended }) => (isSuspended && iccid) || [])),
  ].flatMap((iccid): InventoryEntry[] => {
    const seen = sims.find((one) => one.iccid === iccid && one.status === 'active')
    if (seen === undefined) return []
    const isFree = entries.every(({ address }) => address === undefined || address !== seen.address)
    return [
      { iccid, status: 'suspended', ...(isFree && seen.address && { address: seen.address }) },
    ]
  })
  const entryOf = (iccid: Iccid) => [...entries, ...bare].find((entry) => entry.iccid === iccid)
  const simOf = (iccid: Iccid) =>
    sims.find((sim) => sim.iccid === iccid && sim.status !== 'removed')
  const live = sims.filter(({ status }) => status !== 'removed')
  const isListed = (iccid: Iccid) =>
    [...entries, ...unreadable].some((one) => one.iccid === iccid) || alsoListed.includes(iccid)
  const those = (difference: Difference) =>
    entries.filter((entry) => {
      const sim = sims.find(({ iccid }) => iccid === entry.iccid)
      const address = addresses.find((item) => item.address === entry.address)
      return differenceOf(entry, { sim, address }, run) === difference
    })
  const isComplete = unreadable.every(({ iccid }) => iccid !== undefined)
  const unlisted = live.filter(({ iccid, source }) => source === run.source && !isListed(iccid))
  const missing = isComplete ? unlisted : []
  const withheld = isComplete ? [] : unlisted
  const lost = live.filter((sim) => {
    const entry = entryOf(sim.iccid)
    if (missing.includes(sim)) return true
    if (sim.status !== 'active') return false
    const isTaken = entries.some(
      ({ iccid, address }) => address && address === sim.address && iccid !== sim.iccid,
    )
    const isElsewhere = entry && sim.address && entry.address !== sim.address
    return isTaken || entry?.status === 'suspended' || isElsewhere
  })
  const known = live.filter(
    (sim) => sim.source === run.source || entryOf(sim.iccid) || lost.includes(sim),
  )
  const orphans = addresses.filter(
    ({ address, iccid, run: writer }) =>
      iccid !== undefined &&
      writer > 0 &&
      simOf(iccid)?.address !== address &&
      entries.every((entry) => entry.address !== address),
  )
  return {
    differing: [...bare, ...those('change')],
    restated: those('restatement'),
    missing,
    withheld: withheld.length,
    orphans: orphans.map(({ address }) => address),
    losses: lost.map(({ iccid }) => iccid),
    known: known.length,
    unchanged: those('none').length,
  }
}

const iccids = fc
  .integer({ min: 1, max: 8 })
  .map((number) => parseIccid(`898828066600000000${number}`))
const addresses = fc
  .integer({ min: 1, max: 8 })
  .map((number) => parseSimAddress(`10.64.0.${number}`))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const entry: fc.Arbitrary<InventoryEntry> = fc.record({
  iccid: iccids,
  address: maybe(addresses),
  status: maybe(fc.constantFrom('active', 'suspended')),
  label: maybe(fc.constantFrom('one', 'other')),
})
const unreadable: fc.Arbitrary<UnreadableEntry> = fc.record({
  place: fc.constant('somewhere'),
  code: fc.constant('INVALID_STATUS'),
  message: fc.constant('expected something else'),
  isSuspended: maybe(fc.constant(true)),
  iccid: fc.oneof(
    { weight: 9, arbitrary: iccids },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
})
const sim: fc.Arbitrary<StoredSim> = fc.record({
  iccid: iccids,
  address: maybe(addresses),
  status: fc.constantFrom('active', 'suspended', 'removed'),
  suspendedBy: maybe(fc.constantFrom('operator', 'inventory')),
  source: maybe(fc.constantFrom('1nce', 'import')),
  label: maybe(fc.constantFrom('one', 'other')),
  endsSession: fc.boolean(),
  run: fc.integer({ min: 0, max: 12 }),
  revision: fc.constant(1),
})
const storedAddress: fc.Arbitrary<StoredAddress> = fc.record({
  address: addresses,
  iccid: maybe(iccids),
  run: fc.integer({ min: 0, max: 12 }),
  revision: fc.constant(1),
})
const listings = fc
  .record({
    entries: fc.array(entry, { maxLength: 8 }),
    unreadable: fc.array(unreadable, { maxLength: 2 }),
  })
  .map(distinctEntries)
const storeds: fc.Arbitrary<Stored> = fc.record({
  sims: fc.uniqueArray(sim, { selector: ({ iccid }) => iccid, maxLength: 8 }),
  addresses: fc.uniqueArray(storedAddress, { selector: ({ address }) => address, maxLength: 8 }),
})

describe('compareInventory', () => {
  it('finds what a search of the whole list for each SIM finds', () => {
    fc.assert(
      fc.property(
        listings,
        storeds,
        fc.array(iccids, { maxLength: 2 }),
        (listing, stored, also) => {
          const { losses, ...compared } = compareInventory(
            listing,
            mapsOf(stored),
            run,
            new Set(also),
          )
          expect({ ...compared, losses: losses.map(({ iccid }) => iccid) }).toEqual(
            compareNaively(listing, stored, also),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('says what each SIM loses, and to whom its address goes', () => {
    const iccidAt = (number: number) => parseIccid(`898828066600000000${number}`)
    const addressAt = (number: number) => parseSimAddress(`10.64.0.${number}`)
    const sims = [1, 2, 3, 4, 5, 6].map((number) =>
      aStoredSim({ iccid: iccidAt(number), address: addressAt(number) }),
    )
    const entries: InventoryEntry[] = [
      { iccid: iccidAt(1), address: addressAt(2), status: 'active' },
      { iccid: iccidAt(2), address: addressAt(1), status: 'active' },
      { iccid: iccidAt(3), address: addressAt(3), status: 'suspended' },
      { iccid: iccidAt(4), status: 'active' },
      { iccid: iccidAt(5), address: addressAt(50), status: 'active' },
    ]

    const { losses } = compareInventory(
      { entries, unreadable: [] },
      mapsOf({ sims, addresses: [] }),
      run,
    )

    expect(losses).toEqual([
      { iccid: iccidAt(1), kind: 'displaced', to: iccidAt(2), address: addressAt(2) },
      { iccid: iccidAt(2), kind: 'displaced', to: iccidAt(1), address: addressAt(1) },
      { iccid: iccidAt(3), kind: 'suspended' },
      { iccid: iccidAt(4), kind: 'unaddressed' },
      { iccid: iccidAt(5), kind: 'moved', address: addressAt(50) },
      { iccid: iccidAt(6), kind: 'removed' },
    ])
  })

  it('looks at each SIM a few times, however many there are', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index)
    let reads = 0
    const counted = <T extends object>(value: T): T =>
      new Proxy(value, {
        get: (target, name, receiver) => {
          reads += 1
          return Reflect.get(target, name, receiver)
        },
      })
    const entries = numbers.map((number) =>
      counted<InventoryEntry>({
        iccid: parseIccid(`8988280666000${String(number).padStart(6, '0')}`),
        address: parseSimAddress(`10.64.${number >> 8}.${number & 255}`),
        status: 'active',
      }),
    )
    const sims = entries.map(({ iccid, address }) => counted(aStoredSim({ iccid, address })))
    const stored = mapsOf({
      sims,
      addresses: entries.map(({ iccid, address }) =>
        aStoredAddress({ iccid, address: address ?? parseSimAddress('10.0.0.1') }),
      ),
    })
    reads = 0

    const { unchanged, differing } = compareInventory({ entries, unreadable: [] }, stored, run)

    expect({ unchanged, differing }).toEqual({ unchanged: 20_000, differing: [] })
    expect(reads).toBeLessThan(20_000 * 100)
  })
})
