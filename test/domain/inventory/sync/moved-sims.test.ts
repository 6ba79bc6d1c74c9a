import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../../domain/iccid.ts'
import { parseSimAddress } from '../../../../domain/sim-address.ts'
import { aStoredSim } from '../../../support/inventory-context.ts'
import { listingOf, syncContext } from '../../../support/sync-context.ts'

const FLEET = Array.from({ length: 100 }, (_, index) => index)
const iccidOf = (number: number) => parseIccid(`898828066600000${String(number).padStart(4, '0')}`)
const oldAddress = (number: number) => parseSimAddress(`10.64.0.${number}`)
const newAddress = (number: number) => parseSimAddress(`10.99.0.${number}`)
const fleetAt = (addressOf: typeof oldAddress) =>
  listingOf(
    FLEET.map((number) => ({
      iccid: iccidOf(number),
      address: addressOf(number),
      status: 'active',
    })),
  )
/** All but the first ones stay where they are. */
const movedUpTo = (count: number) =>
  fleetAt((number) => (number < count ? newAddress(number) : oldAddress(number)))

const start = (listing: ReturnType<typeof fleetAt>) => {
  const sims = FLEET.map((number) =>
    aStoredSim({ iccid: iccidOf(number), address: oldAddress(number), run: 0 }),
  )
  const context = syncContext([listing], { sims })
  /** Whom onboarding takes the device at an address for. */
  const whoIs = async (number: number) =>
    (await context.memory.readers.simAddresses.find(oldAddress(number))) ?? 'nobody'
  return { ...context, whoIs }
}

describe('synchronize, with SIMs at other addresses', () => {
  it.each([0.1, 0])(
    'makes no device another SIM by way of addresses that nobody had, with a share of %d',
    async (maxShrinkShare) => {
      const { sync, say, clock, whoIs } = start(fleetAt(newAddress))

      expect(await sync({ maxShrinkShare })).toMatchObject({
        outcome: 'held',
        losses: 100,
        counts: { known: 100, moved: 0 },
      })
      clock.now += 900_000
      // The addresses that would be free by now, pairwise swapped.
      say(fleetAt((number) => oldAddress(number ^ 1)))
      expect(await sync({ maxShrinkShare })).toMatchObject({ outcome: 'held', losses: 100 })

      for (const number of FLEET) expect(await whoIs(number)).toBe(iccidOf(number))
    },
  )

  it('counts who moves on one day together', async () => {
    const { sync, say, clock } = start(movedUpTo(6))
    const outcomes = [(await sync({ maxShrinkShare: 0.1 })).outcome]
    for (const count of [10, 11]) {
      clock.now += 3_600_000
      say(movedUpTo(count))
      outcomes.push((await sync({ maxShrinkShare: 0.1 })).outcome)
    }
    clock.now += 25 * 3_600_000
    outcomes.push((await sync({ maxShrinkShare: 0.1 })).outcome)

    expect(outcomes).toEqual(['applied', 'applied', 'held', 'applied'])
  })

  it('moves no SIM to another address than was confirmed', async () => {
    const { sync, say, whoIs } = start(fleetAt(newAddress))
    const { held } = await sync({ maxShrinkShare: 0.1 })

    expect(held?.sims[0]).toEqual({ iccid: iccidOf(0), kind: 'moved', address: newAddress(0) })
    say(fleetAt((number) => newAddress(number ^ 1)))
    expect(await sync({ maxShrinkShare: 0.1, confirmRun: 1 })).toMatchObject({
      outcome: 'held',
      held: { run: 2 },
    })
    expect(await whoIs(0)).toBe(iccidOf(0))
    say(fleetAt(newAddress))
    await sync({ maxShrinkShare: 0.1 })
    expect(await sync({ maxShrinkShare: 0.1, confirmRun: 3 })).toMatchObject({
      outcome: 'applied',
      counts: { moved: 100 },
    })
  })

  it('takes no SIM for moved that could not connect, or had no address', async () => {
    const { sync, memory } = start(fleetAt(newAddress))
    for (const [iccid, sim] of memory.sims) {
      memory.sims.set(
        iccid,
        sim.iccid === iccidOf(0)
          ? { ...sim, address: undefined }
          : { ...sim, status: 'suspended', suspendedBy: 'operator' },
      )
    }

    expect(await sync({ maxShrinkShare: 0 })).toMatchObject({ outcome: 'applied', losses: 0 })
  })
})
