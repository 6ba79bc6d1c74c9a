import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdLosses } from '../../../domain/inventory/sync/held-changes.ts'
import { NO_COUNTS, type SyncReport } from '../../../domain/inventory/sync/sync-report.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import { dynamoDbSyncReports } from '../../../lambdas/adapters/dynamodb-sync-reports.ts'
import { ICCID, OTHER_ICCID } from '../../support/inventory.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { reasonOf } from '../../support/refusal.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await aws.createTable('runs', 'id')
})
afterAll(() => aws.close())

const aReport = (changes: Partial<SyncReport> = {}): SyncReport => ({
  source: '1nce',
  run: 7,
  outcome: 'held',
  reason: 'SYNC_HELD',
  detail: 'expected fewer',
  startedAt: '2026-11-22T00:00:00.000Z',
  durationMs: 12,
  counts: { ...NO_COUNTS, listed: 3 },
  losses: 2,
  allowedLosses: 1,
  held: holdLosses(5, [
    { iccid: ICCID, kind: 'removed' },
    { iccid: OTHER_ICCID, kind: 'displaced', to: ICCID },
    { iccid: OTHER_ICCID, kind: 'moved', address: parseSimAddress('10.64.0.9') },
  ]),
  recent: [{ hour: 493_000, known: 100, losses: 3 }],
  problems: [{ iccid: ICCID, code: 'STORE_BUSY', message: 'expected a quiet SIM' }],
  ...changes,
})

describe('dynamoDbSyncReports', () => {
  it('keeps the last report of each inventory', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')
    expect(await reports.last('1nce')).toEqual({ recent: [] })

    await reports.keep(aReport())
    await reports.keep(aReport({ run: 8, outcome: 'applied', held: undefined, problems: [] }))
    await reports.keep(aReport({ source: 's3-csv', run: 3 }))

    const { recent } = aReport()
    expect(await reports.last('1nce')).toEqual({
      report: aReport({ run: 8, outcome: 'applied', held: undefined, problems: [] }),
      recent,
    })
    expect(await reports.last('s3-csv')).toEqual({
      report: aReport({ source: 's3-csv', run: 3 }),
      recent,
    })
  })

  it('reads the report of a release that counted less', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')
    const { withheld: _, ...counts } = aReport().counts
    const report = { S: JSON.stringify({ ...aReport({ source: 'earlier' }), counts }) }
    await aws.dynamoDb.send(
      new PutItemCommand({ TableName: 'runs', Item: { id: { S: 'sync#earlier' }, report } }),
    )

    expect((await reports.last('earlier')).report).toEqual(aReport({ source: 'earlier' }))
  })

  it('keeps since when removals are withheld, or entries cannot be read', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')
    const withholding = { run: 6, reason: 'REMOVALS_WITHHELD' }

    await reports.keep(aReport({ source: 'withheld', withholding, unreadableSince: 4 }))

    expect(await reports.last('withheld')).toMatchObject({
      report: { withholding, unreadableSince: 4 },
    })
  })

  it('lets one sync of an inventory be under way, until it reports or its time is over', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')

    const term = (run: number, now: number, until: number) => ({ run, now, until })
    expect(await reports.begin('busy', term(7, 100, 1000))).toBe(true)
    expect(await reports.begin('busy', term(7, 100, 1000))).toBe(true)
    // Also one that would end in the same millisecond.
    expect(await reports.begin('busy', term(8, 100, 1000))).toBe(false)
    expect(await reports.begin('other', term(8, 300, 1200))).toBe(true)
    expect(await reports.begin('busy', term(9, 1000, 2000))).toBe(true)
    expect(await reports.last('busy')).toEqual({ recent: [] })
    await reports.keep(aReport({ source: 'busy', run: 9 }))
    expect(await reports.begin('busy', term(10, 1001, 3000))).toBe(true)
    expect(await reports.last('busy')).toMatchObject({ report: { run: 9 } })
  })

  it('takes no lease away from a sync that began after the time of another', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')
    await reports.begin('overlap', { run: 7, now: 0, until: 1000 })
    await reports.begin('overlap', { run: 8, now: 1000, until: 2000 })

    await reports.keep(aReport({ source: 'overlap', run: 7 }))

    expect(await reports.begin('overlap', { run: 9, now: 1500, until: 3000 })).toBe(false)
    expect(await reports.plan('overlap', 7, [])).toBe(false)
    expect(await reports.last('overlap')).toEqual({ recent: [] })
    await reports.keep(aReport({ source: 'overlap', run: 8 }))
    expect(await reports.last('overlap')).toMatchObject({ report: { run: 8 } })
  })

  it('counts what a sync was going to take until one reports', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')
    const planned = [{ hour: 493_000, known: 100, losses: 9 }]
    await reports.begin('killed', { run: 7, now: 0, until: 1000 })
    expect(await reports.plan('killed', 7, planned)).toBe(true)
    expect(await reports.last('killed')).toEqual({ recent: planned })

    await reports.begin('killed', { run: 8, now: 1000, until: 2000 })
    expect(await reports.last('killed')).toEqual({ recent: planned })
    await reports.keep(aReport({ source: 'killed', run: 8 }))

    const { recent } = aReport()
    expect(await reports.last('killed')).toMatchObject({ report: { run: 8 }, recent })
    expect(await reports.plan('killed', 8, planned)).toBe(false)
  })

  it('keeps the report of the later run, whoever comes last', async () => {
    const reports = dynamoDbSyncReports(aws.dynamoDb, 'runs')
    await reports.keep(aReport({ source: 'late', run: 9 }))

    await reports.keep(aReport({ source: 'late', run: 8 }))

    expect(await reports.last('late')).toMatchObject({ report: { run: 9 } })
  })

  it.each(['', 'no JSON', '{"held":{"run":5,"losses":1000000}}', '[]'])(
    'takes %j for no report, so that it confirms nothing',
    async (text) => {
      await aws.dynamoDb.send(
        new PutItemCommand({
          TableName: 'runs',
          Item: { id: { S: 'sync#broken' }, run: { N: '1' }, report: { S: text } },
        }),
      )

      const last = await dynamoDbSyncReports(aws.dynamoDb, 'runs').last('broken')
      expect(last).toEqual({ recent: [] })
    },
  )

  it('says that the store is unavailable when nobody answers', async () => {
    const client = new DynamoDBClient({ ...aws.settings, endpoint: 'http://127.0.0.1:1' })
    const reports = dynamoDbSyncReports(client, 'runs')

    expect(await reasonOf(() => reports.last('1nce'))).toBe('STORE_UNAVAILABLE')
    expect(await reasonOf(() => reports.keep(aReport()))).toBe('STORE_UNAVAILABLE')
  })
})
