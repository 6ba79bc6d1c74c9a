import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterEach, describe, expect, it } from 'vitest'
import type { DomainError } from '../../../domain/errors.ts'
import { parseIccid } from '../../../domain/iccid.ts'
import type { SimEvent } from '../../../domain/inventory/sim-event.ts'
import { eventBridgeEvents } from '../../../lambdas/adapters/event-bridge-events.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS } from '../../support/inventory.ts'
import {
  awsSettingsOf,
  type LoopbackServer,
  startLoopbackServer,
  textOf,
} from '../../support/loopback-server.ts'

let server: LoopbackServer
afterEach(() => server.close())
afterEach(() => {
  clock.now = NOW
})

interface SentEntry {
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
  readonly Time: number
}

const NOW = Date.UTC(2026, 10, 22)
const clock = { now: NOW }

/** A bus that refuses the entries that are said, by the number of the call from 1 and their place in it. */
const busWith = async (refuses: (call: number, index: number) => boolean, status = 200) => {
  const calls: SentEntry[][] = []
  const reported: DomainError[] = []
  server = await startLoopbackServer(async (request, response) => {
    const { Entries }: { Entries: SentEntry[] } = JSON.parse(await textOf(request))
    calls.push(Entries)
    const answers = Entries.map((_, index) =>
      refuses(calls.length, index)
        ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }
        : { EventId: `${calls.length}-${index}` },
    )
    const FailedEntryCount = answers.filter(({ ErrorCode }) => ErrorCode).length
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify({ FailedEntryCount, Entries: answers }))
  })
  const events = eventBridgeEvents(new EventBridgeClient(awsSettingsOf(server)), {
    deployment: 'simpass-test-identity',
    now: () => clock.now,
    report: (error) => reported.push(error),
    retry: { retries: 2, minTimeout: 1 },
  })
  return { events, calls, reported }
}

const added = (number: number): SimEvent => ({
  type: 'SIM Added',
  iccid: parseIccid(`89882806660000${String(number).padStart(5, '0')}`),
  by: 'inventory',
  run: 7,
})
const iccidsOf = (entries: readonly SentEntry[]) =>
  entries.map(({ Detail }) => JSON.parse(Detail).iccid)

describe('eventBridgeEvents', () => {
  it('tells of a change in the documented shape', async () => {
    const { events, calls } = await busWith(() => false)

    await events.publish([
      {
        type: 'SIM Moved',
        iccid: ICCID,
        address: ADDRESS,
        previousAddress: OTHER_ADDRESS,
        by: 'inventory',
        run: 7,
      },
    ])

    expect(calls).toHaveLength(1)
    expect(calls[0]).toEqual([
      {
        Source: 'simpass',
        DetailType: 'SIM Moved',
        Time: NOW / 1000,
        Detail: expect.any(String),
      },
    ])
    expect(JSON.parse(calls[0]?.[0]?.Detail ?? '')).toEqual({
      version: '1',
      deployment: 'simpass-test-identity',
      iccid: ICCID,
      address: ADDRESS,
      previousAddress: OTHER_ADDRESS,
      by: 'inventory',
      run: 7,
      at: '2026-11-22T00:00:00.000Z',
    })
  })

  it('tells what changes are together in the documented shape', async () => {
    const { events, calls } = await busWith(() => false)
    const counts = { 'SIM Moved': 912, 'SIM Removed': 1 }
    const sims = [
      { type: 'SIM Removed', iccid: ICCID, address: ADDRESS },
      { type: 'SIM Moved', iccid: ICCID, address: ADDRESS, previousAddress: OTHER_ADDRESS },
    ] as const

    await events.publish([{ type: 'SIM Changes', source: '1nce', run: 7, counts, sims }])

    expect(calls[0]?.map(({ DetailType }) => DetailType)).toEqual(['SIM Changes'])
    expect(calls[0]?.map(({ Detail }) => JSON.parse(Detail))).toEqual([
      {
        version: '1',
        deployment: 'simpass-test-identity',
        source: '1nce',
        run: 7,
        counts,
        sims,
        at: '2026-11-22T00:00:00.000Z',
      },
    ])
  })

  it('sends ten at once, each once', async () => {
    const { events, calls } = await busWith(() => false)
    const many = Array.from({ length: 34 }, (_, index) => added(index))

    await events.publish(many)

    expect(calls.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([4, 10, 10, 10])
    expect(new Set(iccidsOf(calls.flat())).size).toBe(34)
  })

  it('calls nobody when there is nothing to tell', async () => {
    const { events, calls } = await busWith(() => false)

    await events.publish([])

    expect(calls).toEqual([])
  })

  it('sends again what the bus refuses, and only that', async () => {
    const { events, calls, reported } = await busWith(
      (call, index) => call === 1 && index % 2 === 1,
    )

    await events.publish([added(1), added(2), added(3), added(4)])

    expect(calls.map(({ length }) => length)).toEqual([4, 2])
    expect(iccidsOf(calls[1] ?? [])).toEqual(iccidsOf((calls[0] ?? []).filter((_, i) => i % 2)))
    expect(reported).toEqual([])
  })

  it('reports what the bus does not take in the end, and goes on', async () => {
    const { events, calls, reported } = await busWith((_, index) => index === 0)

    await events.publish([added(1), added(2)])

    expect(calls.map(({ length }) => length)).toEqual([2, 1, 1])
    expect(reported).toMatchObject([{ code: 'EVENTS_UNPUBLISHED' }])
    expect(reported[0]?.message).toContain('1 of them refused with ThrottlingException')
  })

  it('does not ask a bus again at once that does not answer, and counts what it was not told', async () => {
    const { events, calls, reported } = await busWith(() => false, 500)
    await events.publish([added(1)])
    const asked = calls.length

    await events.publish(Array.from({ length: 34 }, (_, index) => added(index)))
    expect(calls).toHaveLength(asked)
    expect(reported).toHaveLength(2)
    expect(reported[1]?.message).toContain('34 events')

    clock.now += 60_000
    await events.publish([added(2)])
    expect(calls.length).toBeGreaterThan(asked)
  })

  it('reports a bus that does not answer, and goes on', async () => {
    const { events, reported } = await busWith(() => false, 500)

    await events.publish([added(1)])

    expect(reported).toMatchObject([{ code: 'EVENTS_UNPUBLISHED' }])
  })

  it('reports a bus that is not there, and goes on', async () => {
    const { events, reported } = await busWith(() => false)
    await server.close()

    await events.publish([added(1), added(2)])

    expect(reported).toMatchObject([{ code: 'EVENTS_UNPUBLISHED' }])
  })

  it('keeps the details of a failure short', async () => {
    const { events, calls } = await busWith(() => false)
    const detail = 'x'.repeat(1_000_000)

    await events.publish([
      { type: 'SIM Sync Failed', source: '1nce', reason: 'INTERNAL_ERROR', detail },
    ])

    expect(calls[0]?.[0]?.Detail.length).toBeLessThan(2000)
  })
})
