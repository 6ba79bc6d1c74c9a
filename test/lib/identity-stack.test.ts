import { describe, expect, it } from 'vitest'
import { synthesize } from './support/synthesize.ts'
import { outputsOf, resourcesOf } from './support/template-resources.ts'

describe('IdentityStack', () => {
  const { identity } = synthesize()

  it.each([
    ['RegistrySimsTable0F893F77', 'iccid'],
    ['RegistrySimAddressesTableC5C9906A', 'address'],
    ['RegistryInventoryRunsTable9D69B568', 'id'],
    ['SigningKeysPublicKeysTableC98A9DC9', 'kid'],
  ])('keeps %s under its logical id, keyed by %s', (logicalId, key) => {
    const tables = resourcesOf(identity, 'AWS::DynamoDB::GlobalTable')

    expect(tables.find((table) => table.logicalId === logicalId)?.Properties).toMatchObject({
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      Replicas: [
        {
          Region: { Ref: 'AWS::Region' },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    })
    expect(tables).toHaveLength(4)
  })

  it('lets what is left of removed SIMs and released addresses expire, and nothing else', () => {
    const expiring = resourcesOf(identity, 'AWS::DynamoDB::GlobalTable').filter(
      ({ Properties }) => Properties.TimeToLiveSpecification !== undefined,
    )

    expect(expiring.map(({ logicalId }) => logicalId)).toEqual([
      'RegistrySimsTable0F893F77',
      'RegistrySimAddressesTableC5C9906A',
    ])
    for (const { Properties } of expiring)
      expect(Properties.TimeToLiveSpecification).toEqual({
        AttributeName: 'expiresAt',
        Enabled: true,
      })
  })

  it('keeps the signing keys under the logical id of their secret', () => {
    const secrets = resourcesOf(identity, 'AWS::SecretsManager::Secret')

    expect(secrets.map(({ logicalId }) => logicalId)).toEqual(['SigningKeysSecret03AFF407'])
  })

  it.each([
    ['retain', 'Retain', true],
    ['destroy', 'Delete', false],
  ])('with removal %s, gives tables and keys the policy %s', (removal, policy, isProtected) => {
    const template = synthesize({ removal }).identity
    const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable')
    const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret')

    for (const resource of [...tables, ...secrets]) {
      expect(resource).toMatchObject({ DeletionPolicy: policy, UpdateReplacePolicy: policy })
    }
    for (const { Properties } of tables) {
      expect(Properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: isProtected }])
    }
  })

  it('lets the generator fill the empty secret and publish its public keys', () => {
    const [keys, ...others] = resourcesOf(identity, 'Custom::SigningKeys')
    const [generator] = resourcesOf(identity, 'AWS::Lambda::Function')

    expect(others).toEqual([])
    expect(keys?.Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [generator?.logicalId, 'Arn'] },
      ServiceTimeout: '300',
    })
    expect(generator?.Properties.Environment).toEqual({
      Variables: {
        STACK_ID: { Ref: 'AWS::StackId' },
        SIGNING_KEYS_SECRET_ARN: { Ref: 'SigningKeysSecret03AFF407' },
        PUBLIC_KEYS_TABLE: { Ref: 'SigningKeysPublicKeysTableC98A9DC9' },
      },
    })
  })

  it('has the claims of every token checked before anybody uses them', () => {
    const { identity: template } = synthesize({ tokenIssuer: 'a', tokenAudience: 'b' })
    const [keys] = resourcesOf(template, 'Custom::SigningKeys')

    expect(keys?.Properties).toMatchObject({ TokenIssuer: 'a', TokenAudience: 'b' })
    expect(Object.values(outputsOf(template))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Value: { 'Fn::GetAtt': [keys?.logicalId, 'TokenIssuer'] } }),
        expect.objectContaining({ Value: { 'Fn::GetAtt': [keys?.logicalId, 'TokenAudience'] } }),
      ]),
    )
  })

  it('puts out the names of the tables that an operator fills', () => {
    const outputs = Object.entries(outputsOf(identity)).filter(([, { Export }]) => !Export)

    expect(Object.fromEntries(outputs)).toEqual({
      SimsTableName: { Value: { Ref: 'RegistrySimsTable0F893F77' } },
      SimAddressesTableName: { Value: { Ref: 'RegistrySimAddressesTableC5C9906A' } },
      InventoryRunsTableName: { Value: { Ref: 'RegistryInventoryRunsTable9D69B568' } },
    })
  })
})
