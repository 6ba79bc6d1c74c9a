import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../domain/iccid.ts'
import type { SimChanged, SimEvent } from '../../../domain/inventory/sim-event.ts'
import { SIMS_NAMED, watchEvents } from '../../../domain/inventory/watch-events.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS } from '../../support/inventory.ts'

const changes = (count: number, type: SimChanged['type'] = 'SIM Moved'): SimChanged[] =>
  Array.from({ length: count }, (_, index) => ({
    type,
    iccid: parseIccid(`89882806660000${String(index).padStart(5, '0')}`),
    by: 'inventory',
    run: 7,
  }))

const held: SimEvent = { type: 'SIM Sync Held', source: '1nce', reason: 'SYNC_HELD', detail: '' }

const watched = () => {
  const published: SimEvent[] = []
  const bus = { publish: async (events: readonly SimEvent[]) => void published.push(...events) }
  return { published, ...watchEvents(bus, { source: '1nce', run: 7 }) }
}

describe('watchEvents', () => {
  it('says nothing where nothing was changed', async () => {
    const { events, summarize, published } = watched()

    await events.publish([held])
    await summarize()

    expect(published).toEqual([held])
  })

  it('sums up a single change as well, and where the SIM is and was', async () => {
    const { events, summarize, published } = watched()
    const moved = {
      type: 'SIM Moved',
      iccid: ICCID,
      address: ADDRESS,
      previousAddress: OTHER_ADDRESS,
    } as const

    await events.publish([{ ...moved, by: 'inventory', run: 7 }])
    await summarize()

    expect(published.at(-1)).toEqual({
      type: 'SIM Changes',
      source: '1nce',
      run: 7,
      counts: { 'SIM Moved': 1 },
      sims: [moved],
    })
  })

  it('tells each change as it is, and their sum with the first of them', async () => {
    const { events, summarize, published } = watched()
    const many = changes(SIMS_NAMED + 3)

    await events.publish(many)
    expect(published).toEqual(many)
    await summarize()

    expect(published.slice(0, -1)).toEqual(many)
    expect(published.at(-1)).toEqual({
      type: 'SIM Changes',
      source: '1nce',
      run: 7,
      counts: { 'SIM Moved': 23 },
      sims: many.slice(0, 20).map(({ type, iccid }) => ({ type, iccid })),
    })
  })

  it('counts over all that is told, each type for itself, and nothing but changes', async () => {
    const { events, summarize, published } = watched()

    await events.publish([held, ...changes(12, 'SIM Suspended')])
    await Promise.all([
      events.publish([...changes(15_000, 'SIM Added'), ...changes(20)]),
      events.publish([...changes(10, 'SIM Suspended'), ...changes(1, 'SIM Removed')]),
    ])
    await summarize()

    const counts = { 'SIM Suspended': 22, 'SIM Added': 15_000, 'SIM Moved': 20, 'SIM Removed': 1 }
    expect(published.at(-1)).toMatchObject({ type: 'SIM Changes', counts })
    expect(published.filter(({ type }) => type === 'SIM Changes')).toHaveLength(1)
  })

  it('is small enough for an event of any number of SIMs', async () => {
    const { events, summarize, published } = watched()

    await events.publish(changes(15_000))
    await summarize()

    expect(JSON.stringify(published.at(-1)).length).toBeLessThan(256 * 1024)
  })
})
