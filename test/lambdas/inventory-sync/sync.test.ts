import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import type { InventoryListing } from '../../../domain/inventory/ports.ts'
import { createHandler } from '../../../lambdas/inventory-sync/sync.ts'
import { createSyncLog } from '../../../lambdas/inventory-sync/sync-log.ts'
import { ADDRESS, ICCID } from '../../support/inventory.ts'
import { NOW } from '../../support/inventory-context.ts'
import { listingOf, syncContext } from '../../support/sync-context.ts'

const listing = listingOf([{ iccid: ICCID, address: ADDRESS, status: 'active' }])
const invocation = { getRemainingTimeInMillis: () => 900_000 }

const start = (said: InventoryListing | Error = listing) => {
  const context = syncContext([said])
  const lines: Record<string, unknown>[] = []
  const signals: AbortSignal[] = []
  const handler = createHandler({
    ...context.ctx,
    source: '1nce',
    maxShrinkShare: 0.1,
    inventory: (signal) => {
      signals.push(signal)
      return context.ctx.inventory
    },
    log: createSyncLog(
      (line) => lines.push(JSON.parse(line)),
      () => NOW,
      'simpass-dev-identity',
    ),
  })
  return { ...context, handler, lines, signals }
}

describe('createHandler of the sync', () => {
  it('answers with the report and writes it as one line with metrics', async () => {
    const { handler, lines } = start()

    const report = await handler(
      { source: 'aws.events', 'detail-type': 'Scheduled Event' },
      invocation,
    )

    expect(report).toMatchObject({ outcome: 'applied', source: '1nce', counts: { added: 1 } })
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        event: 'InventorySync',
        deployment: 'simpass-dev-identity',
        outcome: 'applied',
        source: '1nce',
        run: 1,
        Syncs: 1,
        listed: 1,
        known: 0,
        added: 1,
        moved: 0,
        suspended: 0,
        resumed: 0,
        removed: 0,
        described: 0,
        unchanged: 0,
        unreadable: 0,
        refused: 0,
        durationMs: expect.any(Number),
      }),
    ])
  })

  it('has a value for each metric and dimension that the line declares', async () => {
    const { handler, lines } = start()
    await handler({}, invocation)
    const [line = {}] = lines

    expect(line._aws).toMatchObject({ Timestamp: NOW })
    const text = JSON.stringify(line._aws)
    const names = [...text.matchAll(/"Name":"(\w+)"/g)].map(([, name = '']) => name)
    expect(names).toContain('durationMs')
    expect(names.filter((name) => typeof line[name] !== 'number')).toEqual([])
    for (const dimension of ['deployment', 'event', 'outcome'])
      expect(line[dimension]).toBeTypeOf('string')
  })

  it.each([undefined, null, {}, { detail: {} }])('syncs on the event %j', async (event) => {
    expect(await start().handler(event, invocation)).toMatchObject({ outcome: 'applied' })
  })

  it.each(['17', 0, -1, 1.5, null, {}])('refuses to confirm %j', async (confirmRun) => {
    const { handler, state } = start()

    await expect(handler({ confirmRun }, invocation)).rejects.toThrow('confirmRun')
    expect(state.listed).toBe(0)
  })

  it('confirms the run that the event names', async () => {
    const { handler, say } = start()
    await handler({}, invocation)
    say(listingOf([]))
    expect(await handler({}, invocation)).toMatchObject({ outcome: 'held', held: { run: 2 } })

    expect(await handler({ confirmRun: 2 }, invocation)).toMatchObject({
      outcome: 'applied',
      counts: { removed: 1 },
    })
  })

  it('answers with the report of a failure, as an error in the log', async () => {
    const { handler, lines } = start(
      new DomainError('INVENTORY_DENIED', 'expected a token, got none'),
    )

    expect(await handler({}, invocation)).toMatchObject({ outcome: 'failed' })
    expect(lines).toMatchObject([
      { level: 'ERROR', outcome: 'failed', reason: 'INVENTORY_DENIED', Syncs: 1 },
    ])
  })

  it('fails, and says so, when not even a run can be started', async () => {
    const { ctx, lines } = start()
    ctx.runs.start = async () => {
      throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
    }
    const handler = createHandler({
      ...ctx,
      source: '1nce',
      maxShrinkShare: 0.1,
      inventory: () => ctx.inventory,
      log: createSyncLog(
        (line) => lines.push(JSON.parse(line)),
        () => NOW,
        'simpass-dev-identity',
      ),
    })

    await expect(handler({}, invocation)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(lines).toMatchObject([
      {
        event: 'InventorySyncFailure',
        outcome: 'failed',
        reason: 'STORE_UNAVAILABLE',
        Failures: 1,
      },
    ])
  })

  it('gives a second listing time of its own', async () => {
    const { handler, signals, say, clock, ctx } = start()
    await handler({}, invocation)
    say(listingOf([]))
    const { list } = ctx.inventory
    const aborted: (boolean | undefined)[] = []
    ctx.inventory.list = async () => {
      // As long as the time of the first listing.
      clock.now += 500_000
      aborted.push(signals.at(-1)?.aborted)
      return list()
    }

    await handler({}, { getRemainingTimeInMillis: () => 900_000 })

    expect(signals).toHaveLength(3)
    expect(signals.slice(1)).not.toContain(signals[0])
    expect(aborted).toEqual([false, false])
  })

  it('answers with a report though the store lets it wait', async () => {
    const { handler, ctx, published } = start()
    ctx.store.allSims = async function* () {
      await new Promise(() => {})
    }
    // No more than to begin with.
    const short = { getRemainingTimeInMillis: () => 30_001 }

    expect(await handler({}, short)).toMatchObject({
      outcome: 'failed',
      reason: 'STORE_UNAVAILABLE',
    })
    expect(published).toMatchObject([{ type: 'SIM Sync Failed', reason: 'STORE_UNAVAILABLE' }])
  })

  it('ends before Lambda would end it', async () => {
    const { handler, signals, ctx } = start()
    const { start: begin } = ctx.runs
    const lifetimes: number[] = []
    ctx.runs.start = (request) => {
      lifetimes.push(request.lifetimeMs)
      return begin(request)
    }
    await handler({}, { getRemainingTimeInMillis: () => 900_000.75 })

    expect(lifetimes).toEqual([870_000])
    expect(signals).toHaveLength(1)
    expect(signals[0]?.aborted).toBe(false)
  })
})
