import { describe, expect, it } from 'vitest'
import { synthesize } from './support/synthesize.ts'
import { outputsOf, resourcesOf } from './support/template-resources.ts'

const credentialsSecretArn =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:operator/1nce-a1B2c3'
const oneNce = { kind: '1nce', credentialsSecretArn }
const s3Csv = { kind: 's3-csv', bucket: 'sims', key: 'inventory.csv' }

const build = (inventory: Readonly<Record<string, unknown>>) => {
  const { identity } = synthesize({ inventory })
  const [handler] = resourcesOf(identity, 'AWS::Lambda::Function').filter(({ logicalId }) =>
    logicalId.startsWith('InventorySync'),
  )
  return { identity, handler }
}

describe('InventorySync', () => {
  it('is not there without an inventory to read', () => {
    const { identity } = synthesize()

    expect(resourcesOf(identity, 'AWS::Events::Rule')).toEqual([])
    expect(Object.keys(outputsOf(identity))).not.toContain('InventorySyncFunctionName')
  })

  it.each([
    [
      oneNce,
      {
        MAX_SHRINK_SHARE: '0.1',
        INVENTORY_KIND: '1nce',
        INVENTORY_URL: 'https://api.1nce.com/management-api',
        INVENTORY_CREDENTIALS_SECRET_ARN: credentialsSecretArn,
        ICCID_FORM: 'iccid',
      },
    ],
    [
      {
        ...oneNce,
        baseUrl: 'http://127.0.0.1:1/api',
        iccidForm: 'iccid_with_luhn',
        maxShrinkShare: 0.5,
      },
      {
        MAX_SHRINK_SHARE: '0.5',
        INVENTORY_KIND: '1nce',
        INVENTORY_URL: 'http://127.0.0.1:1/api',
        INVENTORY_CREDENTIALS_SECRET_ARN: credentialsSecretArn,
        ICCID_FORM: 'iccid_with_luhn',
      },
    ],
    [
      s3Csv,
      {
        MAX_SHRINK_SHARE: '0.1',
        INVENTORY_KIND: 's3-csv',
        INVENTORY_BUCKET: 'sims',
        INVENTORY_KEY: 'inventory.csv',
      },
    ],
  ])('tells its function what %j says, and nothing else', (inventory, expected) => {
    const { handler } = build(inventory)

    expect(handler?.Properties).toMatchObject({ Timeout: 900, MemorySize: 1024 })
    expect(handler?.Properties.Environment).toEqual({
      Variables: {
        SIMS_TABLE: { Ref: 'RegistrySimsTable0F893F77' },
        SIM_ADDRESSES_TABLE: { Ref: 'RegistrySimAddressesTableC5C9906A' },
        INVENTORY_RUNS_TABLE: { Ref: 'RegistryInventoryRunsTable9D69B568' },
        DEPLOYMENT: 'simpass-dev-identity',
        ...expected,
      },
    })
  })

  it.each([
    [undefined, 'rate(15 minutes)', 900],
    [1, 'rate(1 minute)', 60],
    [60, 'rate(1 hour)', 3600],
    [1440, 'rate(1 day)', 21_600],
  ])('runs every %s minutes, at once or not at all', (everyMinutes, rate, maxAge) => {
    const { identity, handler } = build({ ...s3Csv, ...(everyMinutes && { everyMinutes }) })
    const [rule] = resourcesOf(identity, 'AWS::Events::Rule')
    const [asynchronous] = resourcesOf(identity, 'AWS::Lambda::EventInvokeConfig')

    expect(rule?.Properties).toMatchObject({
      ScheduleExpression: rate,
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [handler?.logicalId, 'Arn'] },
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: maxAge },
        },
      ],
    })
    expect(asynchronous?.Properties).toMatchObject({
      FunctionName: { Ref: handler?.logicalId },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: maxAge,
    })
  })

  it('may be invoked by its own schedule only', () => {
    const { identity, handler } = build(s3Csv)
    const [rule] = resourcesOf(identity, 'AWS::Events::Rule')
    const permissions = resourcesOf(identity, 'AWS::Lambda::Permission')

    expect(permissions.map(({ Properties }) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [handler?.logicalId, 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule?.logicalId, 'Arn'] },
      },
    ])
  })

  it('owns neither the secret nor the bucket of the operator', () => {
    const secrets = resourcesOf(build(oneNce).identity, 'AWS::SecretsManager::Secret')
    const { identity } = build(s3Csv)

    expect(secrets.map(({ logicalId }) => logicalId)).toEqual(['SigningKeysSecret03AFF407'])
    expect(resourcesOf(identity).filter(({ Type }) => Type.startsWith('AWS::S3'))).toEqual([])
  })

  it('has as much memory as it is given', () => {
    const { handler } = build({ ...s3Csv, memoryMegabytes: 4096 })

    expect(handler?.Properties.MemorySize).toBe(4096)
  })

  it('puts out the name of its function', () => {
    const { identity, handler } = build(s3Csv)

    expect(outputsOf(identity).InventorySyncFunctionName).toEqual({
      Value: { Ref: handler?.logicalId },
    })
  })
})
