import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../domain/iccid.ts'
import type { SimChanged, SimEvent } from '../../../domain/inventory/sim-event.ts'
import { CHANGES_TOLD_SINGLY, watchEvents } from '../../../domain/inventory/watch-events.ts'
import { aRun } from '../../support/inventory-context.ts'

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
  return { published, ...watchEvents(bus, aRun({ number: 7, source: '1nce' })) }
}

describe('watchEvents', () => {
  it('says nothing of a run that changes few SIMs', async () => {
    const { events, summarize, published } = watched()
    const few = changes(CHANGES_TOLD_SINGLY)

    await events.publish(few)
    await summarize()

    expect(published).toEqual(few)
  })

  it('marks what comes after the first twenty, in their order, and tells their sum', async () => {
    const { events, summarize, published } = watched()
    const many = changes(23)

    await events.publish(many)
    await summarize()

    expect(published).toEqual([
      ...many.slice(0, 20),
      ...many.slice(20).map((event) => ({ ...event, bulk: true })),
      { type: 'SIM Run Summary', source: '1nce', run: 7, counts: { 'SIM Moved': 23 } },
    ])
  })

  it('counts over all that a run tells, each type for itself', async () => {
    const { events, summarize, published } = watched()

    await events.publish(changes(12, 'SIM Suspended'))
    await Promise.all([
      events.publish([...changes(900, 'SIM Added'), ...changes(20)]),
      events.publish([...changes(10, 'SIM Suspended'), ...changes(1, 'SIM Removed')]),
    ])
    await summarize()

    const marked = published.flatMap((event) => ('bulk' in event ? [event.type] : []))
    expect(new Set(marked)).toEqual(new Set(['SIM Added', 'SIM Suspended']))
    expect(marked).toHaveLength(880 + 2)
    expect(published.at(-1)).toEqual({
      type: 'SIM Run Summary',
      source: '1nce',
      run: 7,
      counts: { 'SIM Suspended': 22, 'SIM Added': 900, 'SIM Moved': 20, 'SIM Removed': 1 },
    })
  })

  it('neither counts nor marks what is not about one SIM', async () => {
    const { events, summarize, published } = watched()

    await events.publish([...changes(19), held, held])
    await events.publish(changes(1))
    await summarize()

    expect(published.filter((event) => 'bulk' in event)).toEqual([])
    expect(published).toHaveLength(22)
    await events.publish([...changes(1), held])
    expect(published.at(-1)).toEqual(held)
  })
})
