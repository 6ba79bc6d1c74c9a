import { describe, expect, it } from 'vitest'
import { distinctEntries } from '../../../domain/inventory/distinct-entries.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS, OTHER_ICCID } from '../../support/inventory.ts'

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
