import { describe, expect, it } from 'vitest'
import { synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

describe('Alarms', () => {
  const quiet = synthesize().onboarding
  const loud = synthesize({ alarmEmail: 'ops@example.com' }).onboarding
  const [topic] = resourcesOf(loud, 'AWS::SNS::Topic')

  it.each([
    ['AWS/ApiGateway', '5XXError'],
    ['AWS/Lambda', 'Errors'],
    ['AWS/Lambda', 'Throttles'],
  ])('watch %s %s and take silence for health', (Namespace, MetricName) => {
    const alarms = resourcesOf(quiet, 'AWS::CloudWatch::Alarm')
    const [alarm] = alarms.filter(({ Properties }) => Properties.MetricName === MetricName)

    expect(alarms).toHaveLength(3)
    expect(alarm?.Properties).toMatchObject({
      Namespace,
      Threshold: 1,
      Statistic: 'Sum',
      TreatMissingData: 'notBreaching',
    })
    expect(alarm?.Properties.AlarmActions).toBeUndefined()
  })

  const s3Csv = { kind: 's3-csv', bucket: 'sims', key: 'inventory.csv' }
  const syncAlarmsOf = (settings: Readonly<Record<string, unknown>>) =>
    resourcesOf(synthesize(settings).onboarding, 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => Properties.MetricName === 'Syncs',
    )
  const Dimensions = (outcome: string) => [
    { Name: 'deployment', Value: 'simpass-dev-identity' },
    { Name: 'event', Value: 'InventorySync' },
    { Name: 'outcome', Value: outcome },
  ]

  it.each(['held', 'failed'])('tell at once of a sync that %s', (outcome) => {
    const alarms = syncAlarmsOf({ inventory: s3Csv }).map(({ Properties }) => Properties)

    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'Simpass',
        Dimensions: Dimensions(outcome),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 1,
        Period: 900,
        Threshold: 1,
        TreatMissingData: 'notBreaching',
      }),
    )
  })

  it('tell at once of an inventory that cannot be read for the most part', () => {
    const alarms = resourcesOf(
      synthesize({ inventory: s3Csv }).onboarding,
      'AWS::CloudWatch::Alarm',
    ).filter(({ Properties }) => Properties.MetricName === 'staleSyncs')

    expect(alarms.map(({ Properties }) => Properties)).toMatchObject([
      {
        Namespace: 'Simpass',
        Dimensions: Dimensions('').slice(0, 2),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Period: 900,
        Statistic: 'Sum',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
      },
    ])
  })

  it.each([
    [15, 900],
    [1440, 86_400],
  ])('tell of three syncs that never came, at one in %s minutes', (everyMinutes, Period) => {
    const alarms = syncAlarmsOf({ inventory: { ...s3Csv, everyMinutes } })

    expect(alarms.map(({ Properties }) => Properties)).toContainEqual(
      expect.objectContaining({
        Dimensions: Dimensions('applied'),
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 3,
        Period,
        TreatMissingData: 'breaching',
      }),
    )
  })

  it('watch the sync without holding on to its stack, so that it can be switched off', () => {
    const { onboarding } = synthesize({ inventory: s3Csv, alarmEmail: 'ops@example.com' })

    expect(JSON.stringify(onboarding.toJSON())).not.toMatch(/ImportValue":"[^"]*InventorySync/)
    expect(syncAlarmsOf({})).toEqual([])
  })

  it('have no topic and no key to pay for without an address', () => {
    expect(resourcesOf(quiet, 'AWS::SNS::Topic')).toEqual([])
    expect(resourcesOf(quiet, 'AWS::KMS::Key')).toEqual([])
  })

  it('reach the address through an encrypted topic', () => {
    const [subscription] = resourcesOf(loud, 'AWS::SNS::Subscription')
    const [key] = resourcesOf(loud, 'AWS::KMS::Key')

    expect(topic?.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key?.logicalId, 'Arn'] })
    expect(key?.Properties.EnableKeyRotation).toBe(true)
    expect(subscription?.Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: { Ref: topic?.logicalId },
    })
    for (const { Properties } of resourcesOf(loud, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toEqual([{ Ref: topic?.logicalId }])
    }
  })

  it('let CloudWatch of this account use the key, and nobody publish without TLS', () => {
    const [key] = resourcesOf(loud, 'AWS::KMS::Key')
    const [policy] = resourcesOf(loud, 'AWS::SNS::TopicPolicy')

    expect(key?.Properties.KeyPolicy).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    })
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
        }),
      ]),
    })
  })
})
