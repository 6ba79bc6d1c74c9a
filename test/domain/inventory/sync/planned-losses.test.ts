import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../../domain/iccid.ts'
import { synchronize } from '../../../../domain/inventory/sync/synchronize.ts'
import { parseSimAddress } from '../../../../domain/sim-address.ts'
import { aStoredSim } from '../../../support/inventory-context.ts'
import { listingOf, syncContext } from '../../../support/sync-context.ts'

const FLEET = Array.from({ length: 100 }, (_, index) => index)
const SHARE = { maxShrinkShare: 0.1 }
const iccidOf = (number: number) => parseIccid(`898828066600000${String(number).padStart(4, '0')}`)
const addressOf = (number: number) => parseSimAddress(`10.64.0.${number}`)
const anEntry = (number: number, isSuspended: boolean) =>
  ({
    iccid: iccidOf(number),
    address: addressOf(number),
    status: isSuspended ? 'suspended' : 'active',
  }) as const
const suspendedUpTo = (count: number) =>
  listingOf(FLEET.map((number) => anEntry(number, number < count)))

const start = () => {
  const sims = FLEET.map((number) =>
    aStoredSim({ iccid: iccidOf(number), address: addressOf(number), run: 0 }),
  )
  const context = syncContext([suspendedUpTo(0)], { sims })
  const active = () =>
    [...context.memory.sims.values()].filter(({ status }) => status === 'active').length
  return { ...context, active }
}

describe('the losses that a sync plans', () => {
  it('count where it fails for what nobody foresaw', async () => {
    const { ctx, sync, say, clock, active } = start()
    const { putSim } = ctx.store
    ctx.store.putSim = async (next, seen) => {
      if (next.iccid === iccidOf(99)) throw new Error('User is not authorized')
      return putSim(next, seen)
    }
    const outcomes: string[] = []
    for (const step of [1, 2, 3, 4]) {
      say(listingOf(FLEET.map((number) => anEntry(number, number < 8 * step || number === 99))))
      outcomes.push((await sync(SHARE)).outcome)
      clock.now += 900_000
    }

    expect(outcomes).toEqual(['failed', 'held', 'held', 'held'])
    expect(active()).toBe(92)
  })

  it('count where it is killed before its report', async () => {
    const { ctx, sync, say, clock, active } = start()
    const { keep } = ctx.reports
    ctx.reports.keep = async () => {
      throw new Error('killed')
    }
    say(suspendedUpTo(8))
    await expect(sync(SHARE)).rejects.toThrow('killed')
    ctx.reports.keep = keep

    clock.now += 900_000
    say(suspendedUpTo(16))
    expect(await sync(SHARE)).toMatchObject({ outcome: 'held', losses: 8, allowedLosses: 2 })
    expect(active()).toBe(92)
    clock.now += 25 * 3_600_000
    expect(await sync(SHARE)).toMatchObject({ outcome: 'applied', losses: 8 })
  })

  it('count where it is cut off', async () => {
    const { ctx, sync, say, state, clock } = start()
    const { putSim } = ctx.store
    const cut = new AbortController()
    const answer = Promise.withResolvers<void>()
    ctx.store.putSim = async (next, seen) => {
      cut.abort()
      await answer.promise
      return putSim(next, seen)
    }
    say(suspendedUpTo(8))

    const report = await synchronize(
      { ...ctx, reportSignal: cut.signal },
      { source: '1nce', lifetimeMs: 60_000, ...SHARE },
    )

    expect(report).toMatchObject({ outcome: 'failed', reason: 'RUN_OVERDUE' })
    expect(report.recent).toMatchObject([{ known: 100, losses: 8 }])
    answer.resolve()
    await setImmediate()
    ctx.store.putSim = putSim
    clock.now += 900_000
    say(suspendedUpTo(16))
    expect(await sync(SHARE)).toMatchObject({ allowedLosses: 2 })
    expect(state.planned).toBeUndefined()
  })

  it('give way to those that were applied', async () => {
    const { ctx, sync, say } = start()
    const { putSim } = ctx.store
    const written: unknown[] = []
    ctx.store.putSim = async (next, seen) => {
      written.push((await ctx.reports.last('1nce')).recent)
      // Somebody else writes these at the same time.
      return next.iccid > iccidOf(4) ? false : putSim(next, seen)
    }
    say(suspendedUpTo(8))

    const { recent, counts } = await sync(SHARE)

    expect(written[0]).toMatchObject([{ losses: 8 }])
    expect(counts).toMatchObject({ suspended: 5, refused: 3 })
    expect(recent).toMatchObject([{ losses: 5 }])
    expect((await ctx.reports.last('1nce')).recent).toEqual(recent)
  })

  it('count for a sync that begins while it still ends sessions, whose lease stays', async () => {
    const { ctx, sync, say, state, clock, reports, active } = start()
    const ending = Promise.withResolvers<void>()
    const sleeping = Promise.withResolvers<void>()
    say(suspendedUpTo(10))
    const first = synchronize(
      {
        ...ctx,
        sleep: async () => {
          sleeping.resolve()
          await ending.promise
        },
      },
      { source: '1nce', lifetimeMs: 60_000, ...SHARE },
    )
    await sleeping.promise
    clock.now += 60_000
    say(suspendedUpTo(19))
    const { list } = ctx.inventory
    const listing = Promise.withResolvers<void>()
    ctx.inventory.list = async () => {
      await listing.promise
      return list()
    }
    const second = sync(SHARE)
    await setImmediate()
    ending.resolve()
    await first
    const [{ busyBy }, reported] = [{ ...state }, [...reports]]
    listing.resolve()

    expect({ busyBy, reported }).toEqual({ busyBy: 2, reported: [] })
    expect(await second).toMatchObject({ outcome: 'held', losses: 9, allowedLosses: 0 })
    expect(active()).toBe(90)
  })

  it('are not written by a sync that another one has overtaken', async () => {
    const { ctx, sync, say, state, active } = start()
    const { list } = ctx.inventory
    ctx.inventory.list = async () => {
      state.busyBy = 2
      return list()
    }
    say(suspendedUpTo(8))

    expect(await sync(SHARE)).toMatchObject({ outcome: 'failed', reason: 'SYNC_RUNNING' })
    expect(active()).toBe(100)
  })
})
