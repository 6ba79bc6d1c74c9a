import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../domain/errors.ts'
import { parseIccid } from '../../../../domain/iccid.ts'
import { parseSimAddress } from '../../../../domain/sim-address.ts'
import { aStoredSim } from '../../../support/inventory-context.ts'
import { listingOf, syncContext } from '../../../support/sync-context.ts'

const iccidOf = (number: number) => parseIccid(`898828066600000000${number}`)
const addressOf = (number: number) => parseSimAddress(`10.64.0.${number}`)
const aSim = (number: number) =>
  aStoredSim({ iccid: iccidOf(number), address: addressOf(number), run: 0 })
const anEntry = (number: number) =>
  ({ iccid: iccidOf(number), address: addressOf(number), status: 'active' }) as const

const anybody = { place: 'line 7', code: 'INVALID_ICCID', message: 'expected digits' }
const WITH_A_HOLE = listingOf([anEntry(1)], [anybody])
const LATE = new DomainError('INVENTORY_UNAVAILABLE', 'expected a page, got none')

const start = (...listings: Parameters<typeof syncContext>[0]) => {
  const context = syncContext(listings, { sims: [1, 2, 3].map(aSim) })
  const told = () => context.published.filter(({ type }) => type === 'SIM Removals Withheld')
  return { ...context, told }
}

describe('synchronize, with removals withheld', () => {
  it('says how many SIMs would be gone if no entry could be any of them', async () => {
    const { sync, told } = start(WITH_A_HOLE)

    const report = await sync()

    const message =
      'expected each entry to say which SIM it is before SIMs that are missing (2) are removed, got line 7: expected digits'
    expect(report).toMatchObject({
      outcome: 'applied',
      counts: { removed: 0, withheld: 2 },
      withholding: { run: 1, reason: 'REMOVALS_WITHHELD' },
      problems: [{ code: 'REMOVALS_WITHHELD', message }, anybody],
    })
    expect(told()).toMatchObject([
      { source: '1nce', reason: 'REMOVALS_WITHHELD', detail: message, run: 1 },
    ])
  })

  it('has nothing to withhold if nobody is missing', async () => {
    const { sync, told } = start(listingOf([1, 2, 3].map(anEntry), [anybody]))

    const { counts, withholding, problems } = await sync()

    expect({ counts, problems }).toMatchObject({
      counts: { withheld: 0 },
      problems: [anybody],
    })
    expect(withholding).toBeUndefined()
    expect(told()).toEqual([])
  })

  it('says as well how many wait for a second listing', async () => {
    const { sync, told } = start(listingOf([anEntry(1)]), LATE)

    expect(await sync()).toMatchObject({
      counts: { removed: 0, withheld: 2 },
      withholding: { run: 1, reason: 'REMOVALS_UNCONFIRMED' },
    })
    expect(told()).toMatchObject([{ reason: 'REMOVALS_UNCONFIRMED' }])
  })

  it('tells it once, also with failed and held syncs in between, until it is over', async () => {
    const { sync, say, told } = start(WITH_A_HOLE)
    await sync()
    await sync()
    say(LATE)
    await sync()
    say(listingOf([{ ...anEntry(1), status: 'suspended' }], [anybody]))
    expect(await sync({ maxShrinkShare: 0 })).toMatchObject({
      outcome: 'held',
      counts: { withheld: 2 },
      withholding: { run: 1 },
    })
    say(WITH_A_HOLE)
    await sync()
    expect(told()).toHaveLength(1)

    say(listingOf([1, 2, 3].map(anEntry)))
    expect((await sync()).withholding).toBeUndefined()
    say(WITH_A_HOLE)
    await sync()

    expect(told()).toMatchObject([{ run: 1 }, { run: 7 }])
  })

  it('tells it again for another reason', async () => {
    const { sync, say, told } = start(WITH_A_HOLE)
    await sync()
    say(listingOf([anEntry(1)]), LATE)
    await sync()

    expect(told()).toMatchObject([
      { reason: 'REMOVALS_WITHHELD' },
      { reason: 'REMOVALS_UNCONFIRMED' },
    ])
  })
})
