import { describe, expect, it } from 'vitest'
import {
  NO_COUNTS,
  type SyncCounts,
  type SyncReport,
} from '../../../domain/inventory/sync/sync-report.ts'
import { examineSync } from '../../../operations/doctor/examine-sync.ts'
import type { ObjectView, Schedule, SecretState } from '../../../operations/doctor/ports.ts'
import { aStack, FakeCloud } from '../support/fake-cloud.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const MINUTE = 60_000
const SYNC = 'simpass-prod-identity-Sync-1'
const RULE = 'simpass-prod-identity-Schedule-1'
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:1nce-AbCdEf'
const OUTPUTS = { InventorySyncFunctionName: SYNC, InventoryRunsTableName: 'runs' }
const ONE_NCE = { INVENTORY_KIND: '1nce', INVENTORY_CREDENTIALS_SECRET_ARN: SECRET }
const S3_CSV = { INVENTORY_KIND: 's3-csv', INVENTORY_BUCKET: 'sims', INVENTORY_KEY: 'a b.csv' }

const aReport = (
  changes: Partial<SyncReport> = {},
  counts: Partial<SyncCounts> = {},
): SyncReport => ({
  source: '1nce',
  run: 17,
  outcome: 'applied',
  startedAt: new Date(NOW - 13 * MINUTE).toISOString(),
  durationMs: MINUTE,
  counts: { ...NO_COUNTS, listed: 15_000, ...counts },
  losses: 0,
  allowedLosses: 0,
  recent: [],
  problems: [],
  ...changes,
})
const held = { run: 15, losses: 2, digest: 'd', sims: [] }

interface Situation {
  readonly report?: SyncReport
  readonly schedule?: Schedule
  readonly secret?: SecretState
  readonly object?: ObjectView
  readonly variables?: Readonly<Record<string, string>>
  readonly isDenied?: boolean
}

const examine = async (situation: Situation, outputs: Record<string, string> = OUTPUTS) => {
  const identity = aStack(
    'identity',
    { Schedule: ['AWS::Events::Rule', RULE], Mails: ['AWS::Events::Rule', 'mails'] },
    { outputs },
  )
  const cloud = new FakeCloud([identity])
  if (situation.variables) cloud.environments.set(SYNC, situation.variables)
  const aws = {
    ...cloud.aws,
    sync: {
      lastReport: async (table: string, source: string) => {
        if (situation.isDenied) throw new Error('AccessDeniedException')
        return table === 'runs' && source === situation.variables?.INVENTORY_KIND
          ? situation.report
          : undefined
      },
      schedule: async (name: string) => (name === RULE ? situation.schedule : undefined),
      secret: async (arn: string) => (arn === SECRET && situation.secret) || 'missing',
      object: async () => situation.object ?? { state: 'missing' as const },
    },
  }
  return examineSync(aws, { stage: 'prod', identity, now: NOW })
}

const WELL: Situation = {
  report: aReport(),
  schedule: { name: RULE, isEnabled: true, expression: 'rate(15 minutes)' },
  secret: 'there',
  variables: ONE_NCE,
}
/** The findings of one check. */
const found = async (situation: Situation, check: string) =>
  (await examine({ ...WELL, ...situation })).filter((finding) => finding.check === check)

describe('examineSync', () => {
  it('has nothing to say where there is no sync', async () => {
    expect(await examine(WELL, {})).toEqual([])
  })

  it('is content with a sync that works', async () => {
    expect(await examine(WELL)).toEqual([
      {
        check: 'inventory schedule',
        result: 'ok',
        message: `${RULE} is enabled, rate(15 minutes)`,
      },
      { check: 'inventory source', result: 'ok', message: `${SECRET} has a value` },
      {
        check: 'inventory sync',
        result: 'ok',
        message: 'run 17 was applied 12 minutes ago (listed: 15000)',
      },
    ])
  })

  it('says that the function is gone', async () => {
    expect(await examine({ ...WELL, variables: undefined })).toMatchObject([
      {
        check: 'inventory sync',
        result: 'problem',
        next: expect.stringMatching(/^npx cdk deploy/),
      },
    ])
  })

  it('says which check AWS did not answer, and goes on with the others', async () => {
    expect(await examine({ ...WELL, isDenied: true })).toMatchObject([
      { check: 'inventory schedule', result: 'ok' },
      { check: 'inventory source', result: 'ok' },
      { check: 'inventory sync', result: 'problem', message: expect.stringMatching(/Denied/) },
    ])
  })

  it.each<[string, SyncReport | undefined, string, RegExp, RegExp]>([
    ['none', undefined, 'notice', /none has reported/, /^npm run sims -- sync --stage prod$/],
    [
      'one that left SIMs out',
      aReport(
        { problems: [{ code: 'REMOVALS_WITHHELD', message: 'expected each entry' }] },
        { withheld: 3, unreadable: 1 },
      ),
      'notice',
      /1 unreadable, 0 refused, 3 missing and not removed; .*REMOVALS_WITHHELD: expected each entry$/,
      /sync --stage prod$/,
    ],
    [
      'one that is held under an earlier number',
      aReport({ outcome: 'held', reason: 'SYNC_HELD', detail: 'expected at most 0', held }),
      'problem',
      /run 15 is held, .* confirmed: expected at most 0$/,
      /^npm run sims -- sync --stage prod --confirm 15$/,
    ],
    [
      'one that failed',
      aReport({ outcome: 'failed', reason: 'INVENTORY_DENIED', detail: 'expected a token' }),
      'problem',
      /^run 17 failed 12 minutes ago with INVENTORY_DENIED: expected a token$/,
      /sync --stage prod$/,
    ],
    [
      'one that failed while another is held',
      aReport({ outcome: 'failed', reason: 'INVENTORY_DENIED', detail: 'no', held }),
      'problem',
      /run 15 is still held, see npm run sims -- sync --stage prod --confirm 15$/,
      /sync --stage prod$/,
    ],
  ])('judges the last report: %s', async (_, report, result, message, next) => {
    expect(await found({ report }, 'inventory sync')).toEqual([
      {
        check: 'inventory sync',
        result,
        message: expect.stringMatching(message),
        next: expect.stringMatching(next),
      },
    ])
  })

  it.each([
    // Three pauses, and the longest that a sync can last.
    ['rate(15 minutes)', 60 * MINUTE, []],
    ['rate(15 minutes)', 61 * MINUTE, [/reported 61 minutes ago, and every 15 minutes /]],
    ['rate(1 hour)', 195 * MINUTE, []],
    ['rate(1 hour)', 196 * MINUTE, [/reported 3 hours ago, and every 60 minutes /]],
    ['rate(1 day)', 5 * 1440 * MINUTE, [/reported 5 days ago, and every 24 hours /]],
    ['cron(0 12 * * ? *)', 5 * 1440 * MINUTE, []],
  ])('knows with %s whether a report is late after %i ms', async (expression, age, messages) => {
    const report = aReport({ startedAt: new Date(NOW - age - MINUTE).toISOString() })
    const schedule = { name: RULE, isEnabled: true, expression }

    const [, ...late] = await found({ report, schedule }, 'inventory sync')

    expect(late).toEqual(
      messages.map((message) => ({
        check: 'inventory sync',
        result: 'problem',
        message: expect.stringMatching(message),
        next: 'npm run sims -- sync --stage prod',
      })),
    )
  })

  it.each<[string, Schedule | undefined, RegExp]>([
    [
      'a disabled rule',
      { name: RULE, expression: 'rate(15 minutes)', isEnabled: false },
      /^aws events enable-rule --name s/,
    ],
    ['no rule', undefined, /^npx cdk deploy .* without inventory> && npx cdk deploy /],
  ])('does not take %s for a schedule', async (_, schedule, next) => {
    expect(await found({ schedule }, 'inventory schedule')).toMatchObject([
      { result: 'problem', next: expect.stringMatching(next) },
    ])
  })

  it.each<[SecretState, string, RegExp | undefined]>([
    ['unseen', 'notice', undefined],
    [
      'deleted',
      'problem',
      /^aws secretsmanager restore-secret --region eu-west-1 --secret-id arn:/,
    ],
    ['empty', 'problem', /^aws secretsmanager put-secret-value --region eu-west-1 /],
    ['missing', 'problem', /^npx cdk deploy/],
  ])('judges a secret that is %s', async (secret, result, next) => {
    const [finding, ...others] = await found({ secret }, 'inventory source')

    expect(others).toEqual([])
    expect(finding).toMatchObject({ result, message: expect.stringContaining(SECRET) })
    if (next === undefined) expect(finding?.next).toBeUndefined()
    else expect(finding?.next).toMatch(next)
  })

  it.each<[ObjectView, object]>([
    [
      { state: 'there', changedAt: NOW - 50 * 60 * MINUTE },
      { result: 'ok', message: 's3://sims/a b.csv is there, changed 2 days ago' },
    ],
    [{ state: 'missing' }, { result: 'problem', next: "aws s3 cp <file> 's3://sims/a b.csv'" }],
    [{ state: 'unseen' }, { result: 'notice' }],
  ])('judges a file in S3: %j', async (object, finding) => {
    expect(await found({ object, variables: S3_CSV }, 'inventory source')).toMatchObject([finding])
  })
})
