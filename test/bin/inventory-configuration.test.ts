import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfiguration } from '../../bin/configuration.ts'
import { SIM_CHANGE_TYPES } from '../../lib/inventory-settings.ts'

type Context = Readonly<Record<string, unknown>>

const faultsOf = (context: Context): readonly string[] => {
  try {
    parseConfiguration(context)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

const credentialsSecretArn =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:operator/1nce-a1B2c3'
const oneNce = (settings: Context = {}) => ({
  inventory: { kind: '1nce', credentialsSecretArn, ...settings },
})
const s3Csv = (settings: Context = {}) => ({
  inventory: { kind: 's3-csv', bucket: 'sims', key: 'exports/inventory.csv', ...settings },
})
const mail = (settings: Context = {}) => ({
  notifications: { email: 'operator@example.com', ...settings },
})

describe('the settings inventory and notifications', () => {
  it('are absent by default', () => {
    const { inventory, notifications } = parseConfiguration({})

    expect(inventory).toBeUndefined()
    expect(notifications).toBeUndefined()
  })

  it.each([
    [oneNce()],
    [
      oneNce({
        baseUrl: 'https://proxy.example/management-api',
        iccidForm: 'iccid_with_luhn',
        everyMinutes: 60,
        maxShrinkShare: 0.25,
        memoryMegabytes: 4096,
        kmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000',
      }),
    ],
    [oneNce({ baseUrl: 'http://127.0.0.1:8080/management-api' })],
    [oneNce({ baseUrl: 'http://localhost:8080' })],
    [oneNce({ credentialsSecretArn: credentialsSecretArn.replace('aws', 'aws-us-gov') })],
    [s3Csv()],
    [s3Csv({ key: 'SIMs of 2026 (all).csv', everyMinutes: 1440, maxShrinkShare: 0 })],
    [mail()],
    [mail({ events: ['SIM Removals Withheld', 'SIM Sync Held'] })],
    [mail({ events: ['SIM Changes'] })],
  ])('take %j, as an object and as the text of -c', (settings) => {
    const texts = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)])

    expect(parseConfiguration(settings)).toMatchObject(settings)
    expect(parseConfiguration(Object.fromEntries(texts))).toMatchObject(settings)
  })

  it('read numbers that were typed as text', () => {
    const { inventory } = parseConfiguration(s3Csv({ everyMinutes: '5', maxShrinkShare: '0.5' }))

    expect(inventory).toMatchObject({ everyMinutes: 5, maxShrinkShare: 0.5 })
  })

  it.each([
    [{ inventory: 'nightly' }, 'inventory: expected an object such as {"kind":', '"nightly"'],
    [{ inventory: {} }, 'inventory.kind: expected 1nce or s3-csv', 'got nothing'],
    [{ inventory: { kind: 'ftp' } }, 'inventory.kind: expected 1nce or s3-csv', 'got "ftp"'],
    [oneNce({ bucket: 'sims' }), 'inventory: expected no other names than kind, cred', '"bucket"'],
    [s3Csv({ baseUrl: 'https://a.example' }), 'inventory: expected no other names', '"baseUrl"'],
    [oneNce({ credentialsSecretArn: 'operator' }), 'expected the whole ARN', '8 characters'],
    [
      oneNce({ credentialsSecretArn: credentialsSecretArn.replace('-a1B2c3', '') }),
      'inventory.credentialsSecretArn: expected the whole ARN',
      'characters',
    ],
    [
      oneNce({ credentialsSecretArn: credentialsSecretArn.replace('1nce', '*') }),
      'inventory.credentialsSecretArn: expected the whole ARN',
      'characters',
    ],
    [oneNce({ baseUrl: 'http://a.example' }), 'inventory.baseUrl: expected an https', '16'],
    [oneNce({ baseUrl: 'http://127.0.0.1.example.com' }), 'inventory.baseUrl: expected', '28'],
    [oneNce({ baseUrl: 'http://127.0.0.2:80' }), 'inventory.baseUrl: expected an https', '19'],
    [oneNce({ baseUrl: 'https://a.example/' }), 'inventory.baseUrl: expected an https', '18'],
    [oneNce({ baseUrl: 'https://a.example/?b' }), 'inventory.baseUrl: expected an https', '20'],
    [oneNce({ baseUrl: 'ftp://a.example' }), 'inventory.baseUrl: expected an https', '15'],
    [oneNce({ baseUrl: 7 }), 'inventory.baseUrl: expected an https', 'got 7'],
    [oneNce({ iccidForm: 'luhn' }), 'inventory.iccidForm: expected iccid or iccid_', '"luhn"'],
    [s3Csv({ bucket: 'Sims' }), 'inventory.bucket: expected the name of an S3', '"Sims"'],
    [s3Csv({ bucket: '*' }), 'inventory.bucket: expected the name of an S3', '"*"'],
    [s3Csv({ key: '*.csv' }), 'inventory.key: expected the key of an S3 object', '"*.csv"'],
    [s3Csv({ key: 'a?.csv' }), 'inventory.key: expected the key of an S3 object', '"a?.csv"'],
    [s3Csv({ key: 'a$b' }), 'inventory.key: expected the key of an S3 object', '"a$b"'],
    [s3Csv({ key: '/a.csv' }), 'inventory.key: expected the key of an S3 object', '"/a.csv"'],
    [s3Csv({ key: '' }), 'inventory.key: expected the key of an S3 object', '""'],
    [s3Csv({ everyMinutes: 0 }), 'inventory.everyMinutes: expected a whole number from 1', '0'],
    [s3Csv({ everyMinutes: 1441 }), 'everyMinutes: expected a whole number from 1 to 1440', '1441'],
    [s3Csv({ memoryMegabytes: 128 }), 'memoryMegabytes: expected a whole number from 512', '128'],
    [s3Csv({ maxShrinkShare: 1.01 }), 'inventory.maxShrinkShare: expected a number from', '1.01'],
    [s3Csv({ maxShrinkShare: '10%' }), 'inventory.maxShrinkShare: expected a number', '"10%"'],
    [s3Csv({ maxShrinkShare: -0.1 }), 'inventory.maxShrinkShare: expected a number', '-0.1'],
    [s3Csv({ kmsKeyArn: 'alias/sims' }), 'inventory.kmsKeyArn: expected the ARN of', '"alias/'],
    [{ notifications: {} }, 'notifications.email: expected an e-mail address', 'got nothing'],
    [{ notifications: 'me' }, 'notifications: expected an object such as', '"me"'],
    [mail({ events: [] }), 'notifications.events: expected at least one event type', '[]'],
    [
      mail({ events: ['SIM Lost'] }),
      'notifications.events.0: expected SIM Changes or SIM Sync Held or SIM Sync Failed or SIM Removals Withheld or SIM Inventory Unreadable,',
      '"SIM Lost"',
    ],
    [
      mail({ events: ['SIM Sync Held', 'SIM Sync Held'] }),
      'expected each event type once',
      'SIM Sync Held',
    ],
    [mail({ event: 'SIM Changes' }), 'notifications: expected no other names than', '"event"'],
    [{ inventroy: {} }, 'inventroy: expected the name inventory', '"inventroy"'],
  ])('refuse %j, saying what was expected and what came', (context, expected, came) => {
    const faults = faultsOf(context).filter((fault) => fault.includes(expected))

    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(came)
  })

  it.each(SIM_CHANGE_TYPES)('refuse to mail each %s, and say why', (type) => {
    expect(faultsOf(mail({ events: ['SIM Changes', type] }))).toEqual([
      'notifications.events.1: expected SIM Changes or SIM Sync Held or SIM Sync Failed or SIM Removals Withheld or SIM Inventory Unreadable, ' +
        'because SNS ends a subscription above ten mails a second (attach a rule of your own for single SIMs), ' +
        `got "${type}"`,
    ])
  })

  it.each([
    [oneNce({ credentialsSecretArn: 'hunter2' })],
    [oneNce({ baseUrl: 'https://operator:hunter2@a.example' })],
    [oneNce({ password: 'hunter2' })],
  ])('do not repeat what could be a password: %j', (context) => {
    const faults = faultsOf(context)

    expect(faults).toHaveLength(1)
    expect(faults.join()).not.toContain('hunter2')
  })
})
