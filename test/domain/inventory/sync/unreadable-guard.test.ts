import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../domain/errors.ts'
import { parseIccid } from '../../../../domain/iccid.ts'
import { staleness } from '../../../../domain/inventory/sync/unreadable-guard.ts'
import { parseSimAddress } from '../../../../domain/sim-address.ts'
import { aStoredSim } from '../../../support/inventory-context.ts'
import { listingOf, syncContext } from '../../../support/sync-context.ts'

const iccidOf = (number: number) => parseIccid(`898828066600000${String(number).padStart(4, '0')}`)
const addressOf = (number: number) => parseSimAddress(`10.64.0.${number}`)
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const anEntry = (number: number) =>
  ({ iccid: iccidOf(number), address: addressOf(number), status: 'active' }) as const
const unread = (number: number) => ({
  place: `element ${number}`,
  code: 'INVALID_STATUS',
  message: 'expected Enabled or Disabled, got "Deactivated"',
  iccid: iccidOf(number),
})
/** The first ones have a status in another word. */
const listingWith = (unreadable: number, listed = 100) =>
  listingOf(
    numbers(listed).slice(unreadable).map(anEntry),
    numbers(unreadable).map((number) => unread(number)),
  )

describe('staleness', () => {
  it.each([
    { unreadable: 10, listed: 100, share: 0.1, isStale: false },
    { unreadable: 11, listed: 100, share: 0.1, isStale: true },
    { unreadable: 1, listed: 3, share: 0.1, isStale: false },
    { unreadable: 2, listed: 3, share: 0.1, isStale: true },
    { unreadable: 1, listed: 100, share: 0, isStale: false },
    { unreadable: 2, listed: 100, share: 0, isStale: true },
    { unreadable: 50, listed: 100, share: 1, isStale: false },
    { unreadable: 51, listed: 100, share: 1, isStale: true },
    { unreadable: 0, listed: 0, share: 0.1, isStale: false },
  ])('is $isStale for $unreadable of $listed with a share of $share', (one) => {
    const fault = staleness(listingWith(one.unreadable, one.listed), one.share)

    expect(fault?.code).toBe(one.isStale ? 'INVENTORY_UNREADABLE' : undefined)
  })
})

const start = () => {
  const sims = numbers(100).map((number) => aStoredSim({ ...anEntry(number), run: 0 }))
  const context = syncContext([listingWith(99)], { sims })
  const sync = () => context.sync({ maxShrinkShare: 0.1 })
  const told = () => context.published.filter(({ type }) => type === 'SIM Inventory Unreadable')
  return { ...context, sync, told }
}

describe('synchronize, with most of the inventory unreadable', () => {
  it('applies what can be read, and says that the rest is stale', async () => {
    const { sync, say, memory, told } = start()
    say(listingOf([{ ...anEntry(100), status: 'suspended' }], listingWith(99).unreadable))

    const report = await sync()

    const message =
      'expected at most 10 of 100 entries that cannot be read, got 99: element 1: expected Enabled or Disabled, got "Deactivated"; those SIMs stay as they are'
    expect(report).toMatchObject({
      outcome: 'applied',
      unreadableSince: 1,
      counts: { listed: 100, unreadable: 99, suspended: 1 },
    })
    expect(report.problems[0]).toEqual({ code: 'INVENTORY_UNREADABLE', message })
    expect(memory.sims.get(iccidOf(100))).toMatchObject({ status: 'suspended' })
    expect(told()).toEqual([
      {
        type: 'SIM Inventory Unreadable',
        source: '1nce',
        reason: 'INVENTORY_UNREADABLE',
        detail: message,
        run: 1,
      },
    ])
  })

  it('tells it once, also with failed and held syncs in between, until it is over', async () => {
    const { sync, say, told } = start()
    await sync()
    say(new DomainError('INVENTORY_UNAVAILABLE', 'expected a page, got none'))
    expect(await sync()).toMatchObject({ outcome: 'failed', unreadableSince: 1 })
    say(listingOf([anEntry(1)], listingWith(99).unreadable.slice(50)))
    expect(await sync()).toMatchObject({ outcome: 'held', unreadableSince: 1 })
    say(listingWith(99))
    await sync()
    expect(told()).toHaveLength(1)

    say(listingWith(10))
    expect((await sync()).unreadableSince).toBeUndefined()
    say(listingWith(99))
    await sync()

    expect(told()).toMatchObject([{ run: 1 }, { run: 6 }])
  })
})
