import { describe, expect, it } from 'vitest'
import type { InventoryEntry } from '../../../../domain/inventory/inventory-entry.ts'
import { distinctEntries } from '../../../../domain/inventory/sync/distinct-entries.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS, OTHER_ICCID } from '../../../support/inventory.ts'

const one: InventoryEntry = { iccid: ICCID, address: ADDRESS, status: 'active' }
const other: InventoryEntry = { iccid: OTHER_ICCID, address: OTHER_ADDRESS, status: 'active' }
const conflictOf = (iccid: string) => expect.objectContaining({ iccid, code: 'ENTRY_CONFLICT' })

describe('distinctEntries', () => {
  it('leaves an inventory alone that does not contradict itself', () => {
    const listing = { entries: [one, other], unreadable: [] }

    expect(distinctEntries(listing)).toEqual(listing)
  })

  it('takes an entry that stands twice for one', () => {
    expect(distinctEntries({ entries: [one, other, { ...one }], unreadable: [] })).toEqual({
      entries: [one, other],
      unreadable: [],
    })
  })

  it.each<Partial<InventoryEntry>>([
    { address: OTHER_ADDRESS },
    { address: undefined },
    { status: 'suspended' },
    { status: undefined },
    { label: 'another' },
  ])('believes neither of two entries of a SIM that differ in %j', (changes) => {
    const third = { ...one, ...changes }

    const { entries, unreadable } = distinctEntries({ entries: [one, third], unreadable: [] })

    expect(entries).toEqual([])
    expect(unreadable).toEqual([conflictOf(ICCID)])
  })

  it('believes none of the SIMs that share an address', () => {
    const entries = [one, { ...other, address: ADDRESS }]

    expect(distinctEntries({ entries, unreadable: [] })).toEqual({
      entries: [],
      unreadable: [conflictOf(ICCID), conflictOf(OTHER_ICCID)],
    })
  })

  it.each([
    { said: 'both say so', statuses: ['suspended', 'suspended'], isSuspended: true },
    { said: 'one says otherwise', statuses: ['suspended', 'active'], isSuspended: undefined },
    { said: 'one says nothing', statuses: ['suspended', undefined], isSuspended: undefined },
  ] as const)('knows that a SIM of two entries is suspended only if $said', (one) => {
    const entries = one.statuses.map((status, index) => ({
      iccid: ICCID,
      address: [ADDRESS, OTHER_ADDRESS][index],
      status,
    }))

    const { unreadable } = distinctEntries({ entries, unreadable: [] })

    expect(unreadable.map(({ isSuspended }) => isSuspended)).toEqual([one.isSuspended])
  })

  it('knows which of the SIMs that share an address is suspended', () => {
    const entries = [one, { ...other, address: ADDRESS, status: 'suspended' as const }]

    expect(distinctEntries({ entries, unreadable: [] }).unreadable).toEqual([
      expect.not.objectContaining({ isSuspended: true }),
      expect.objectContaining({ iccid: OTHER_ICCID, isSuspended: true }),
    ])
  })

  it('does not take a SIM for suspended that another entry says is active', () => {
    const unreadable = [
      { place: 'here', code: 'INVALID_ADDRESS', message: 'no', iccid: ICCID, isSuspended: true },
    ]

    const listing = distinctEntries({ entries: [one], unreadable })

    expect(listing.unreadable.map(({ isSuspended }) => isSuspended)).toEqual([undefined, undefined])
  })

  it('lets SIMs without an address be many', () => {
    const entries = [
      { ...one, address: undefined },
      { ...other, address: undefined },
    ]

    expect(distinctEntries({ entries, unreadable: [] }).entries).toEqual(entries)
  })

  it('does not believe an entry of a SIM that cannot be read elsewhere', () => {
    const unreadable = [{ place: 'line 3', code: 'INVALID_STATUS', message: 'no', iccid: ICCID }]

    expect(distinctEntries({ entries: [one, other], unreadable })).toEqual({
      entries: [other],
      unreadable: [...unreadable, conflictOf(ICCID)],
    })
  })
})
