import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../domain/errors.ts'
import { parseIccid } from '../../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../../domain/inventory/inventory-entry.ts'
import { synchronize } from '../../../../domain/inventory/sync/synchronize.ts'
import { parseSimAddress } from '../../../../domain/sim-address.ts'
import { aStoredAddress, aStoredSim } from '../../../support/inventory-context.ts'
import type { MemoryInventory } from '../../../support/memory-inventory.ts'
import { listingOf, syncContext } from '../../../support/sync-context.ts'

const iccidOf = (number: number) => parseIccid(`898828066600000${String(number).padStart(4, '0')}`)
const addressOf = (number: number) => parseSimAddress(`10.64.${number >> 8}.${number & 255}`)
const anEntry = (number: number, changes: Partial<InventoryEntry> = {}): InventoryEntry => ({
  iccid: iccidOf(number),
  address: addressOf(number),
  status: 'active',
  ...changes,
})
const aSim = (number: number, changes = {}) =>
  aStoredSim({ iccid: iccidOf(number), address: addressOf(number), run: 0, ...changes })
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
const entries = (from: number, to: number) => numbers(from, to).map((number) => anEntry(number))
const sims = (from: number, to: number) => numbers(from, to).map((number) => aSim(number))
const otherForm = parseIccid(`${iccidOf(1)}0`)

describe('synchronize', () => {
  it('adds the SIMs of an inventory, and then has nothing to write', async () => {
    const { sync, memory, state } = syncContext([listingOf(entries(1, 900))])

    expect(await sync()).toMatchObject({
      outcome: 'applied',
      run: 1,
      counts: { listed: 900, known: 0, added: 900, unchanged: 0 },
    })
    const before = structuredClone(memory.sims)
    expect(await sync()).toMatchObject({ counts: { known: 900, added: 0, unchanged: 900 } })
    expect(memory.sims).toEqual(before)
    expect(state.listed).toBe(2)
  })

  it.each([
    ['in its place', [anEntry(1, { iccid: otherForm })]],
    ['beside it', [anEntry(1, { address: addressOf(90) }), anEntry(1, { iccid: otherForm })]],
  ])(
    'does not let in whom the operator suspended, listed in the other form of its ICCID %s',
    async (_, listed) => {
      const { sync, memory } = syncContext([listingOf([...listed, ...entries(2, 50)])], {
        sims: [aSim(1, { status: 'suspended', suspendedBy: 'operator' }), ...sims(2, 50)],
      })
      const code = 'ICCID_FORM_CONFLICT'

      for (const _again of [1, 2, 3]) {
        const { problems } = await sync({ maxShrinkShare: 0.1 })
        expect(problems).toMatchObject([{ iccid: otherForm, code }])
      }
      expect(memory.sims.has(otherForm)).toBe(false)
    },
  )

  it('counts what it changes of each SIM', async () => {
    const { sync, memory, published } = syncContext(
      [
        listingOf([
          anEntry(1),
          anEntry(2, { address: addressOf(20) }),
          anEntry(3, { status: 'suspended' }),
          anEntry(4),
          anEntry(5, { label: 'Boiler' }),
          anEntry(6),
        ]),
      ],
      {
        sims: [
          ...sims(1, 3),
          aSim(4, { status: 'suspended', suspendedBy: 'inventory' }),
          aSim(5),
          aSim(7),
        ],
      },
    )

    const { counts, losses, problems } = await sync()

    expect(counts).toEqual({
      listed: 6,
      known: 6,
      added: 1,
      moved: 1,
      suspended: 1,
      resumed: 1,
      removed: 1,
      withheld: 0,
      described: 1,
      rewritten: 0,
      unchanged: 1,
      unreadable: 0,
      refused: 0,
    })
    expect({ losses, problems }).toEqual({ losses: 3, problems: [] })
    expect(memory.sims.get(iccidOf(7))).toMatchObject({ status: 'removed' })
    expect(published.map(({ type }) => type).toSorted()).toEqual([
      'SIM Added',
      'SIM Changes',
      'SIM Moved',
      'SIM Removed',
      'SIM Resumed',
      'SIM Suspended',
    ])
  })

  it('leaves what the operator suspended, and SIMs of other sources, as they are', async () => {
    const { sync, memory } = syncContext([listingOf([anEntry(1)])], {
      sims: [
        aSim(1, { status: 'suspended', suspendedBy: 'operator' }),
        aSim(2, { source: 'import' }),
      ],
    })

    await sync()

    expect(memory.sims.get(iccidOf(1))).toMatchObject({ status: 'suspended' })
    expect(memory.sims.get(iccidOf(2))).toMatchObject({ status: 'active', source: 'import' })
  })

  it('tells of many removals at once', async () => {
    const { ctx, sync, published } = syncContext([listingOf(entries(1, 2))], {
      sims: sims(1, 1000),
    })
    let calls = 0
    const { publish } = ctx.events
    ctx.events.publish = async (events) => {
      calls += 1
      await publish(events)
    }

    await sync({ maxShrinkShare: 1 })

    const removals = published.slice(0, -1)
    expect(new Set(removals.map(({ type }) => type))).toEqual(new Set(['SIM Removed']))
    expect(removals).toHaveLength(998)
    expect(published.at(-1)).toMatchObject({
      type: 'SIM Changes',
      source: '1nce',
      run: 1,
      counts: { 'SIM Removed': 998 },
    })
    expect(calls).toBe(3 + 1)
  })

  it('removes only who is missing twice', async () => {
    const { sync, memory, state } = syncContext(
      [
        listingOf([anEntry(1), anEntry(2), anEntry(3)]),
        listingOf([anEntry(1), anEntry(2), anEntry(4)]),
      ],
      { sims: sims(1, 5) },
    )

    expect(await sync()).toMatchObject({ outcome: 'applied', losses: 1, counts: { removed: 1 } })
    expect(state.listed).toBe(2)
    expect(memory.sims.get(iccidOf(3))).toMatchObject({ status: 'active' })
    expect(memory.sims.get(iccidOf(4))).toMatchObject({ status: 'active' })
    expect(memory.sims.get(iccidOf(5))).toMatchObject({ status: 'removed' })
  })

  it('removes nobody while an entry could be any SIM', async () => {
    const { sync, memory } = syncContext(
      [listingOf([anEntry(1)], [{ place: 'page 1', code: 'INVALID_ICCID', message: 'no' }])],
      { sims: sims(1, 2) },
    )

    expect(await sync()).toMatchObject({
      counts: { removed: 0, withheld: 1, unreadable: 1 },
      problems: [
        { code: 'REMOVALS_WITHHELD' },
        { place: 'page 1', code: 'INVALID_ICCID', message: 'no' },
      ],
    })
    expect(memory.sims.get(iccidOf(2))).toMatchObject({ status: 'active' })
  })

  it('leaves SIMs as they are that it cannot read, or that contradict each other', async () => {
    const { sync, memory } = syncContext(
      [
        listingOf(
          [anEntry(1), anEntry(2, { address: addressOf(1) }), anEntry(4)],
          [{ place: 'page 1', code: 'INVALID_STATUS', message: 'no', iccid: iccidOf(3) }],
        ),
      ],
      { sims: sims(1, 4) },
    )

    expect(await sync()).toMatchObject({
      outcome: 'applied',
      counts: { unreadable: 3, unchanged: 1 },
    })
    for (const number of [1, 2, 3]) {
      expect(memory.sims.get(iccidOf(number))).toEqual(aSim(number))
    }
  })

  const unread = (number: number) => ({
    place: `element ${number}`,
    code: 'INVALID_ADDRESS',
    message: 'no',
    iccid: iccidOf(number),
    isSuspended: true,
  })

  it('suspends a SIM of which only that can be read, at the address that it has', async () => {
    const { sync, memory, ended } = syncContext(
      [listingOf(entries(2, 4), [unread(1), unread(9)])],
      { sims: sims(1, 4) },
    )

    expect(await sync()).toMatchObject({
      outcome: 'applied',
      losses: 1,
      counts: { listed: 5, unreadable: 2, suspended: 1, unchanged: 3 },
    })
    expect(memory.sims.get(iccidOf(1))).toMatchObject({
      status: 'suspended',
      address: addressOf(1),
    })
    expect(memory.sims.has(iccidOf(9))).toBe(false)
    expect(ended).toContain(iccidOf(1))
    expect(await sync()).toMatchObject({ losses: 0, counts: { suspended: 0, unchanged: 3 } })
  })

  it('suspends such a SIM without an address that is another one’s now', async () => {
    const { sync, memory } = syncContext(
      [listingOf([anEntry(2, { address: addressOf(1) }), anEntry(3)], [unread(1)])],
      { sims: sims(1, 3) },
    )

    expect(await sync({ maxShrinkShare: 1 })).toMatchObject({
      outcome: 'applied',
      losses: 2,
      counts: { suspended: 1, moved: 2 },
    })
    expect(memory.sims.get(iccidOf(1))).toMatchObject({ status: 'suspended' })
    expect(memory.sims.get(iccidOf(1))?.address).toBeUndefined()
    expect(memory.sims.get(iccidOf(2))).toMatchObject({ address: addressOf(1) })
  })

  it('ends the sessions of those it refused at once and again after the last authorizer has answered', async () => {
    const { sync, memory, ended, slept } = syncContext(
      [listingOf([anEntry(1, { status: 'suspended' }), ...entries(3, 6)])],
      { sims: sims(1, 6) },
    )

    await sync()

    expect(ended.toSorted()).toEqual([iccidOf(1), iccidOf(1), iccidOf(2), iccidOf(2)])
    expect(slept).toEqual([6000])
    expect(memory.sims.get(iccidOf(1))).toMatchObject({ endsSession: false })
    expect(memory.sims.get(iccidOf(2))).toMatchObject({ endsSession: false })
  })

  it('refuses all that are to be refused before the session of one is ended', async () => {
    const { sync, memory, ctx } = syncContext(
      [listingOf(numbers(1, 100).map((number) => anEntry(number, { status: 'suspended' })))],
      { sims: sims(1, 100) },
    )
    let answer = (): void => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { end } = ctx.sessions
    ctx.sessions.end = async (iccid) => {
      await answered
      await end(iccid)
    }
    const synced = sync({ maxShrinkShare: 1 })

    await expect
      .poll(() => [...memory.sims.values()].filter(({ status }) => status === 'active'))
      .toEqual([])
    answer()
    expect(await synced).toMatchObject({ outcome: 'applied', counts: { suspended: 100 } })
  })

  it('writes suspensions before all else', async () => {
    const context = syncContext(
      [listingOf([...entries(101, 1000), anEntry(1, { status: 'suspended' })])],
      { sims: sims(1, 1) },
    )
    const written: string[] = []
    const { putSim } = context.memory.store
    context.memory.store.putSim = (next, seen) => {
      written.push(next.iccid)
      return putSim(next, seen)
    }

    await context.sync()

    expect(written[0]).toBe(iccidOf(1))
  })

  it('ends in time, and leaves sessions marked for the next sync', async () => {
    const { sync, memory, ctx, clock } = syncContext(
      [listingOf(numbers(1, 100).map((number) => anEntry(number, { status: 'suspended' })))],
      { sims: sims(1, 100) },
    )
    const marked = () => [...memory.sims.values()].filter(({ endsSession }) => endsSession).length
    const { putSim } = ctx.store
    ctx.store.putSim = (next, seen) => {
      if (!next.endsSession) clock.now += 1000
      return putSim(next, seen)
    }

    const { problems } = await sync({ maxShrinkShare: 1 })

    expect(problems).toMatchObject([{ code: 'SESSIONS_LEFT' }])
    expect(marked()).toBe(4)
    expect(await sync()).toMatchObject({ problems: [] })
    expect(marked()).toBe(0)
  })

  it('does not wait when nobody was refused', async () => {
    const { sync, slept } = syncContext([listingOf(entries(1, 3))])

    await sync()

    expect(slept).toEqual([])
  })

  it('says that sessions could not be ended, and ends them with the next sync', async () => {
    const iot = { isDown: true }
    const { sync, memory, ended } = syncContext(
      [listingOf([anEntry(1, { status: 'suspended' }), ...entries(3, 4)])],
      {
        sims: sims(1, 4),
        end: async () => {
          if (iot.isDown) throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
        },
      },
    )

    expect(await sync()).toMatchObject({
      outcome: 'applied',
      counts: { suspended: 1, removed: 1, refused: 0 },
      problems: [{ code: 'STORE_UNAVAILABLE' }],
    })
    expect(memory.sims.get(iccidOf(1))).toMatchObject({ status: 'suspended', endsSession: true })

    iot.isDown = false
    ended.length = 0
    await sync()
    expect(ended.toSorted()).toEqual([iccidOf(1), iccidOf(2)])
    expect(memory.sims.get(iccidOf(1))).toMatchObject({ endsSession: false })
  })

  it('releases addresses that an earlier run left with a SIM that is elsewhere', async () => {
    const { sync, memory } = syncContext([listingOf(entries(1, 1))], {
      sims: sims(1, 1),
      addresses: [
        aStoredAddress({ address: addressOf(1), iccid: iccidOf(1), run: 0 }),
        aStoredAddress({ address: addressOf(8), iccid: iccidOf(1), run: 1 }),
        aStoredAddress({ address: addressOf(9), iccid: iccidOf(2), run: 0 }),
      ],
    })

    await sync()

    expect(memory.addresses.get(addressOf(8))?.iccid).toBeUndefined()
    expect(memory.addresses.get(addressOf(9))?.iccid).toBe(iccidOf(2))
  })

  it('leaves it to another sync of the same inventory that is under way', async () => {
    const { sync, memory, ctx, reports, ended } = syncContext([listingOf(entries(1, 3))])
    let other: Promise<unknown> | undefined
    const { list } = ctx.inventory
    ctx.inventory.list = async () => {
      other ??= sync()
      await other
      return list()
    }

    const first = await sync()

    expect(first).toMatchObject({ outcome: 'applied', counts: { added: 3, rewritten: 0 } })
    expect(await other).toMatchObject({ outcome: 'skipped', reason: 'SYNC_RUNNING', run: 2 })
    expect(reports).toEqual([first])
    expect(memory.sims.get(iccidOf(1))).toMatchObject({ run: 1 })
    expect(ended).toEqual([])
    expect(await sync()).toMatchObject({ outcome: 'applied', counts: { unchanged: 3 } })
  })

  it('goes on after one that was broken off, once its time is over', async () => {
    const { sync, state, clock } = syncContext([listingOf(entries(1, 3))])
    state.busyUntil = clock.now + 1000

    expect(await sync()).toMatchObject({ outcome: 'skipped' })
    clock.now += 1000
    expect(await sync()).toMatchObject({ outcome: 'applied' })
  })

  it('writes all that it asserts while an earlier run is under way', async () => {
    const { ctx, sync } = syncContext([listingOf(entries(1, 3))])
    await sync()
    const earlier = await ctx.runs.start({ source: 'import', lifetimeMs: 60_000 })

    expect(await sync()).toMatchObject({ counts: { rewritten: 3, unchanged: 0 } })
    await ctx.runs.end(earlier)
    expect(await sync()).toMatchObject({ counts: { rewritten: 0, unchanged: 3 } })
  })

  describe('beside items that cannot be read', () => {
    it('leaves a SIM alone, reports it by its key, and goes on with the others', async () => {
      const { sync, memory } = syncContext(
        [listingOf([anEntry(1), anEntry(2, { address: addressOf(20) }), anEntry(3)])],
        { sims: sims(1, 2) },
      )
      memory.corruptSims.add(iccidOf(1))
      const before = structuredClone([
        memory.sims.get(iccidOf(1)),
        memory.addresses.get(addressOf(1)),
      ])

      const { outcome, counts, problems } = await sync()

      expect(outcome).toBe('applied')
      expect(counts).toMatchObject({ added: 1, moved: 1, refused: 1, removed: 0 })
      expect(problems).toEqual([
        {
          iccid: iccidOf(1),
          code: 'STORE_CORRUPT',
          message: expect.stringContaining(iccidOf(1)),
        },
      ])
      expect([memory.sims.get(iccidOf(1)), memory.addresses.get(addressOf(1))]).toEqual(before)
    })

    it('neither removes such a SIM nor releases its address when it is not listed', async () => {
      const { sync, memory } = syncContext([listingOf([anEntry(2)])], {
        sims: [...sims(1, 2), aSim(3)],
        addresses: [1, 2, 3].map((number) =>
          aStoredAddress({ address: addressOf(number), iccid: iccidOf(number) }),
        ),
      })
      memory.corruptSims.add(iccidOf(1))

      const report = await sync()

      expect(report).toMatchObject({ losses: 1, counts: { removed: 1, known: 2 } })
      expect(report.problems).toMatchObject([{ iccid: iccidOf(1), code: 'STORE_CORRUPT' }])
      expect(memory.sims.get(iccidOf(1))).toEqual(aSim(1))
      expect(memory.addresses.get(addressOf(1))?.iccid).toBe(iccidOf(1))
    })

    it.each([
      ['its address', (memory: MemoryInventory) => memory.corruptAddresses.add(addressOf(1))],
      ['who has its address', (memory: MemoryInventory) => memory.corruptSims.add(iccidOf(1))],
    ])('refuses a SIM when %s cannot be read', async (_, spoil) => {
      const { sync, memory } = syncContext(
        [listingOf([anEntry(5, { address: addressOf(1) }), anEntry(2)])],
        {
          sims: sims(1, 2),
        },
      )
      spoil(memory)

      const { counts, problems } = await sync({ maxShrinkShare: 1 })

      expect(counts).toMatchObject({ refused: 1, added: 0 })
      expect(problems).toContainEqual(
        expect.objectContaining({ iccid: iccidOf(5), code: 'STORE_CORRUPT' }),
      )
      expect(memory.sims.has(iccidOf(5))).toBe(false)
    })

    it('takes a SIM from an address that cannot be read', async () => {
      const { sync, memory } = syncContext(
        [listingOf([anEntry(1, { address: addressOf(9) }), anEntry(2)])],
        {
          sims: sims(1, 2),
        },
      )
      memory.corruptAddresses.add(addressOf(1))

      expect(await sync()).toMatchObject({ counts: { moved: 1, refused: 0 } })
      expect(memory.sims.get(iccidOf(1))?.address).toBe(addressOf(9))
    })
  })

  describe('when too many SIMs would be lost', () => {
    const shrunk = () => syncContext([listingOf(entries(1, 4))], { sims: sims(1, 10) })

    it('changes nothing and says so once', async () => {
      const { sync, memory, published } = shrunk()
      const before = structuredClone([memory.sims, memory.addresses])

      const first = await sync()
      const second = await sync()

      expect(first).toMatchObject({
        outcome: 'held',
        reason: 'SYNC_HELD',
        run: 1,
        losses: 6,
        allowedLosses: 5,
        held: { run: 1, losses: 6 },
        counts: { listed: 4, known: 10, removed: 0 },
      })
      expect(second).toMatchObject({ outcome: 'held', run: 2, held: { run: 1, losses: 6 } })
      expect(first.held?.sims).toEqual(
        numbers(5, 10).map((number) => ({ iccid: iccidOf(number), kind: 'removed' })),
      )
      expect(first.detail).toContain(iccidOf(10))
      expect([memory.sims, memory.addresses]).toEqual(before)
      expect(published).toEqual([
        expect.objectContaining({ type: 'SIM Sync Held', source: '1nce', run: 1 }),
      ])
    })

    it('applies it once it is confirmed, some syncs later as well', async () => {
      const { sync } = shrunk()
      await sync()
      await sync()

      const confirmed = await sync({ confirmRun: 1 })

      expect(confirmed).toMatchObject({ outcome: 'applied', counts: { removed: 6 } })
      expect(confirmed).not.toHaveProperty('held')
    })

    it('keeps what is to be confirmed while the inventory fails', async () => {
      const { sync, say } = shrunk()
      await sync()
      say(new DomainError('INVENTORY_UNAVAILABLE', 'expected a page, got none'))
      await sync()
      say(listingOf(entries(1, 4)))

      expect(await sync({ confirmRun: 1 })).toMatchObject({ outcome: 'applied' })
    })

    it.each([2, 99])('is not confirmed by the number %i of another run', async (confirmRun) => {
      const { sync } = shrunk()
      await sync()
      await sync()

      expect(await sync({ confirmRun })).toMatchObject({ outcome: 'held', held: { run: 1 } })
    })

    it('is not confirmed for more losses than were shown', async () => {
      const { sync, say, published } = shrunk()
      await sync()
      say(listingOf(entries(1, 3)))

      expect(await sync({ confirmRun: 1 })).toMatchObject({
        outcome: 'held',
        held: { run: 2, losses: 7 },
      })
      expect(published).toHaveLength(2)
    })

    it('is not confirmed for other SIMs than were shown, however many', async () => {
      const { sync, say, memory, published } = syncContext([listingOf(entries(1, 40))], {
        sims: sims(1, 100),
      })
      await sync({ maxShrinkShare: 0.1 })
      say(listingOf(entries(61, 100)))

      const other = await sync({ maxShrinkShare: 0.1, confirmRun: 1 })

      expect(other).toMatchObject({ outcome: 'held', held: { run: 2, losses: 60 } })
      expect(memory.sims.get(iccidOf(50))).toEqual(aSim(50))
      expect(published).toHaveLength(2)
    })

    it('is confirmed where some of those that were shown are there again', async () => {
      const { sync, say } = shrunk()
      await sync()
      say(listingOf(entries(1, 4)))
      await sync()
      say(listingOf(entries(2, 5)))
      await sync()
      say(listingOf(entries(1, 5)))

      expect(await sync({ maxShrinkShare: 0, confirmRun: 3 })).toMatchObject({
        outcome: 'applied',
        counts: { removed: 5 },
      })
    })

    it('holds a fleet that shrinks in small steps', async () => {
      const { sync, say } = syncContext([listingOf(entries(1, 100))], { sims: sims(1, 100) })
      const outcomes: string[] = []
      for (const step of numbers(1, 4)) {
        say(listingOf(entries(1 + 4 * step, 100)))
        outcomes.push((await sync({ maxShrinkShare: 0.1 })).outcome)
      }

      expect(outcomes).toEqual(['applied', 'applied', 'held', 'held'])
    })

    it('counts no loss twice that cannot be applied', async () => {
      const { sync, memory } = syncContext([listingOf([...entries(2, 100)])], {
        sims: sims(1, 100),
      })
      memory.store.putSim = async () => false

      for (const _ of numbers(1, 20)) {
        expect(await sync({ maxShrinkShare: 0.1 })).toMatchObject({
          outcome: 'applied',
          losses: 1,
          counts: { refused: 1 },
        })
      }
    })

    it('is not let through by many SIMs that came just before', async () => {
      const { sync, say, memory } = syncContext(
        [listingOf([...entries(1, 10), ...entries(101, 200)])],
        { sims: sims(1, 10) },
      )
      expect(await sync({ maxShrinkShare: 0.2 })).toMatchObject({ counts: { added: 100 } })
      say(listingOf(entries(101, 200)))

      expect(await sync({ maxShrinkShare: 0.2 })).toMatchObject({ outcome: 'held', losses: 10 })
      expect(memory.sims.get(iccidOf(1))).toMatchObject({ status: 'active' })
    })

    it('may lose more by itself after a confirmation', async () => {
      const { sync, say } = shrunk()
      await sync()
      await sync({ confirmRun: 1 })
      say(listingOf(entries(1, 3)))

      expect(await sync()).toMatchObject({ outcome: 'applied', counts: { removed: 1 } })
    })

    it('stays confirmed until it is done', async () => {
      const { sync, memory, clock } = shrunk()
      await sync()
      const { putSim } = memory.store
      memory.store.putSim = (next, seen) => {
        clock.now += 20_000
        return putSim(next, seen)
      }
      const stopped = await sync({ confirmRun: 1 })
      memory.store.putSim = putSim

      expect(stopped).toMatchObject({ outcome: 'failed', reason: 'RUN_OVERDUE', held: { run: 1 } })
      expect(await sync({ confirmRun: 1 })).toMatchObject({ outcome: 'applied' })
    })

    it('cannot be confirmed before it was held', async () => {
      const { sync } = shrunk()

      expect(await sync({ confirmRun: 1 })).toMatchObject({ outcome: 'held' })
    })

    it('goes on by itself when the inventory is whole again', async () => {
      const { sync, say } = shrunk()
      await sync()
      say(listingOf(entries(1, 10)))

      const report = await sync()

      expect(report).toMatchObject({ outcome: 'applied', losses: 0 })
      expect(report).not.toHaveProperty('held')
    })

    it.each([
      ['an inventory that is empty', []],
      [
        'one that suspends',
        numbers(1, 10).map((number) => anEntry(number, { status: 'suspended' })),
      ],
      [
        'one without addresses',
        numbers(1, 10).map((number) => anEntry(number, { address: undefined })),
      ],
      [
        'one that gives their addresses to others',
        numbers(1, 10).map((number) => anEntry(number + 100, { address: addressOf(number) })),
      ],
      [
        'one that swaps their addresses',
        numbers(1, 10).map((number) =>
          anEntry(number, { address: addressOf(number % 2 === 1 ? number + 1 : number - 1) }),
        ),
      ],
      [
        'one whose addresses have slid by one',
        numbers(1, 10).map((number) => anEntry(number, { address: addressOf((number % 10) + 1) })),
      ],
    ] as const)('holds %s', async (_, listed) => {
      const { sync, memory } = syncContext([listingOf(listed)], { sims: sims(1, 10) })

      expect(await sync()).toMatchObject({ outcome: 'held', losses: 10 })
      expect([...memory.sims.values()]).toEqual(sims(1, 10))
    })
  })

  describe('when it fails', () => {
    const unavailable = new DomainError('INVENTORY_UNAVAILABLE', 'expected a page, got none')

    it('reports the reason, tells it once, and changes nothing', async () => {
      const { sync, published, reports, memory } = syncContext([unavailable], { sims: sims(1, 2) })

      const report = await sync()
      await sync()

      expect(report).toMatchObject({
        outcome: 'failed',
        reason: 'INVENTORY_UNAVAILABLE',
        detail: 'expected a page, got none',
      })
      expect(reports).toHaveLength(2)
      expect(published).toEqual([
        expect.objectContaining({
          type: 'SIM Sync Failed',
          reason: 'INVENTORY_UNAVAILABLE',
          run: 1,
        }),
      ])
      expect([...memory.sims.values()]).toEqual(sims(1, 2))
    })

    it('tells it again after a sync that went well', async () => {
      const { sync, say, published } = syncContext([unavailable])
      await sync()
      say(listingOf([]))
      await sync()
      say(unavailable)
      await sync()

      expect(published.map(({ type }) => type)).toEqual(['SIM Sync Failed', 'SIM Sync Failed'])
    })

    it('ends its run, for it has written nothing', async () => {
      const { sync, say, ctx } = syncContext([unavailable])
      await sync()
      say(listingOf([]))
      await sync()

      expect(await ctx.runs.start({ source: 'import', lifetimeMs: 1 })).toMatchObject({ fence: 0 })
    })

    it('removes nobody when the second listing fails, and applies the rest of the first', async () => {
      const { sync, memory } = syncContext(
        [listingOf([anEntry(1), anEntry(2, { status: 'suspended' }), anEntry(4)]), unavailable],
        { sims: sims(1, 3) },
      )

      expect(await sync()).toMatchObject({
        outcome: 'applied',
        counts: { added: 1, suspended: 1, removed: 0 },
        problems: [
          {
            code: 'REMOVALS_UNCONFIRMED',
            message: expect.stringContaining('expected a page, got none'),
          },
        ],
      })
      expect(memory.sims.get(iccidOf(3))).toEqual(aSim(3))
    })

    it('takes an inventory of which nothing can be read for malformed', async () => {
      const unreadable = [
        { place: 'page 1', code: 'INVALID_STATUS', message: 'no', iccid: iccidOf(1) },
      ]
      const { sync } = syncContext([listingOf([], unreadable)], { sims: sims(1, 2) })

      expect(await sync()).toMatchObject({ outcome: 'failed', reason: 'INVENTORY_MALFORMED' })
    })

    it('has a reason for what nobody foresaw', async () => {
      const { sync } = syncContext([new TypeError('expected an object')])

      expect(await sync()).toMatchObject({
        outcome: 'failed',
        reason: 'INTERNAL_ERROR',
        detail: 'TypeError: expected an object',
      })
    })

    it('reports in time though a write is not answered, and lets nothing be written after it', async () => {
      const { ctx, memory, published, reports, sync } = syncContext([listingOf(entries(1, 60))])
      const clock = new AbortController()
      const { putAddress } = ctx.store
      const answer = Promise.withResolvers<void>()
      ctx.store.putAddress = async (next, seen) => {
        clock.abort()
        await answer.promise
        return putAddress(next, seen)
      }

      const report = await synchronize(
        { ...ctx, reportSignal: clock.signal },
        { source: '1nce', maxShrinkShare: 0.5, lifetimeMs: 60_000 },
      )

      expect(report).toMatchObject({ outcome: 'failed', reason: 'RUN_OVERDUE' })
      expect(reports).toEqual([report])
      expect(published).toMatchObject([{ type: 'SIM Sync Failed', reason: 'RUN_OVERDUE' }])
      const simsWritten = memory.sims.size
      answer.resolve()
      await setImmediate()
      // It was left to its deadline: what was under way came, and nothing new.
      expect(memory.sims.size).toBe(simsWritten)
      expect((await ctx.runs.start({ source: '1nce', lifetimeMs: 1 })).fence).toBe(report.run)
      ctx.store.putAddress = putAddress
      expect(await sync()).toMatchObject({ outcome: 'applied' })
      expect([memory.sims.size, memory.addresses.size]).toEqual([60, 60])
    })

    it('reports only when nothing is under way any more, and tells what was removed until then', async () => {
      const { ctx, memory, published, sync } = syncContext([listingOf(entries(1, 2))], {
        sims: sims(1, 4),
      })
      const { putSim } = ctx.store
      const gate = Promise.withResolvers<void>()
      ctx.store.putSim = async (next, seen) => {
        if (next.iccid === iccidOf(3)) throw new Error('User is not authorized')
        if (next.status === 'removed') await gate.promise
        return putSim(next, seen)
      }
      let isReported = false
      const reporting = sync({ maxShrinkShare: 1 }).finally(() => {
        isReported = true
      })
      await setImmediate()
      expect(isReported).toBe(false)

      gate.resolve()
      expect(await reporting).toMatchObject({ outcome: 'failed', reason: 'INTERNAL_ERROR' })
      expect(memory.sims.get(iccidOf(4))?.status).toBe('removed')
      expect(published).toMatchObject([
        { type: 'SIM Removed', iccid: iccidOf(4) },
        { type: 'SIM Changes', counts: { 'SIM Removed': 1 } },
        { type: 'SIM Sync Failed' },
      ])
    })

    it('leaves its run to the deadline when the store does not answer', async () => {
      const { sync, ctx, memory } = syncContext([listingOf(entries(1, 3))])
      const { putSim } = memory.store
      memory.store.putSim = async () => {
        throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
      }

      expect(await sync()).toMatchObject({ outcome: 'failed', reason: 'STORE_UNAVAILABLE' })
      memory.store.putSim = putSim
      expect(await ctx.runs.start({ source: 'import', lifetimeMs: 1 })).toMatchObject({ fence: 1 })
    })

    it('stops when its time is over, and says how far it came', async () => {
      const context = syncContext([listingOf(entries(1, 2000))])
      const { putSim } = context.memory.store
      context.memory.store.putSim = (next, seen) => {
        context.clock.now += 100
        return putSim(next, seen)
      }

      const { outcome, reason, counts } = await context.sync()

      expect({ outcome, reason }).toEqual({ outcome: 'failed', reason: 'RUN_OVERDUE' })
      expect(counts.added).toBeGreaterThan(500)
      expect(counts.added + counts.refused).toBeLessThan(2000)
    })

    it('keeps the first problems of very many', async () => {
      const unreadable = numbers(1, 300).map((number) => ({
        place: `element ${number}`,
        code: 'INVALID_STATUS',
        message: 'no',
        iccid: iccidOf(number),
      }))
      const { sync } = syncContext([listingOf(entries(301, 302), unreadable)])

      const { counts, problems } = await sync()

      expect(counts.unreadable).toBe(300)
      expect(problems).toHaveLength(50)
    })
  })
})
