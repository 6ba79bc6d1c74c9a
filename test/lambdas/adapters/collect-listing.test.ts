import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { UnreadableEntry } from '../../../domain/inventory/ports.ts'
import { collectListing } from '../../../lambdas/adapters/collect-listing.ts'
import { ICCID } from '../../support/inventory.ts'
import { reasonOf } from '../../support/refusal.ts'

const entry = { iccid: ICCID }
const broken: UnreadableEntry = { place: 'line 2', code: 'INVALID_ICCID', message: 'no' }

describe('collectListing', () => {
  it('tells what can be read from what cannot', () => {
    const { add, listing } = collectListing(2)

    add(entry)
    add(broken)

    expect(listing()).toEqual({ entries: [entry], unreadable: [broken] })
  })

  it('takes no more SIMs than fit', async () => {
    const { add } = collectListing(2)
    add(entry)
    add(broken)

    expect(await reasonOf(async () => add(entry))).toBe('INVENTORY_TOO_LARGE')
  })

  it('keeps nothing of what its entries were cut out of', () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    const megabytes = () => process.memoryUsage().heapUsed / 1e6
    const { add, listing } = collectListing(1000)
    collectGarbage()
    const before = megabytes()

    for (let count = 0; count < 100; count += 1) {
      const long = Buffer.alloc(1_000_000, `${count} `).toString()
      add({ iccid: ICCID, label: long.slice(0, 40) })
      add({ ...broken, message: `got ${long.slice(0, 40)}` })
    }
    collectGarbage()

    expect(listing().entries).toHaveLength(100)
    expect(megabytes() - before).toBeLessThan(20)
  })

  it('takes an inventory with very many that cannot be read for none', async () => {
    const { add } = collectListing(1_000_000)
    for (let count = 0; count < 50_000; count += 1) add(broken)

    expect(await reasonOf(async () => add(broken))).toBe('INVENTORY_MALFORMED')
  })
})
