import { App, Fn, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import type { TrustedProxies } from '../../lib/onboarding-settings.ts'
import { SimOnboarding, type SimOnboardingProps } from '../../lib/sim-onboarding.ts'
import { synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

/** Somebody's own app: none of our feature flags, and no bundling. */
const createStack = () =>
  new Stack(
    new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } }),
    'Fleet',
  )

const build = (props?: SimOnboardingProps) => {
  const stack = createStack()
  const sims = new SimOnboarding(stack, 'Sims', props)
  return { stack, sims, template: Template.fromStack(stack) }
}

const proxied = (changes: Partial<TrustedProxies>): SimOnboardingProps => ({
  trustedProxies: { cidrs: ['10.0.0.7/32'], header: 'x-real-ip', ...changes },
})

const typesOf = (templates: readonly Template[]): string[] =>
  templates
    .flatMap((template) => resourcesOf(template))
    .map(({ Type }) => Type)
    .toSorted()

const s3Csv = { kind: 's3-csv', bucket: 'sims', key: 'inventory.csv' } as const

describe('SimOnboarding', () => {
  const { stack, sims, template } = build()
  const resources = resourcesOf(template)
  const [registration] = resourcesOf(template, 'Custom::IotAuthorizer')
  const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable')
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret')

  const notifications = { email: 'ops@example.com' }
  const complete = build({ inventory: s3Csv, notifications })

  it.each([
    ['by default', template, {}],
    ['with every part', complete.template, { inventory: s3Csv, notifications }],
  ])('makes the resources of our three stacks and no others %s', (_, own, settings) => {
    const { identity, authorizer, onboarding } = synthesize(settings)

    expect(typesOf([own])).toEqual(typesOf([identity, authorizer, onboarding]))
  })

  it.each([
    ['by default', stack],
    ['with every part', complete.stack],
  ])('leaves cdk-nag nothing to find %s', (_, own) => {
    expect(new AwsSolutionsChecks(own).validateScope(own).violations).toEqual([])
  })

  it('registers the authorizer after the keys are made, and issues only after that', () => {
    const [keys] = resourcesOf(template, 'Custom::SigningKeys')
    const handler = resourcesOf(template, 'AWS::Lambda::Function').find(({ logicalId }) =>
      logicalId.startsWith('SimsOnboardingFunction'),
    )

    expect(registration?.DependsOn).toContain(keys?.logicalId)
    expect(handler?.Properties.Environment).toMatchObject({
      Variables: {
        AUTHORIZER_NAME: { 'Fn::GetAtt': [registration?.logicalId, 'AuthorizerName'] },
      },
    })
  })

  it('lets nobody issue or verify before the claims were found to be those of every earlier token', () => {
    const { template: given } = build({ claims: { issuer: 'a', audience: 'b' } })
    const [keys] = resourcesOf(given, 'Custom::SigningKeys')
    const checked = {
      TOKEN_ISSUER: { 'Fn::GetAtt': [keys?.logicalId, 'TokenIssuer'] },
      TOKEN_AUDIENCE: { 'Fn::GetAtt': [keys?.logicalId, 'TokenAudience'] },
    }

    const users = resourcesOf(given, 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Environment)
      .filter((environment) => JSON.stringify(environment ?? {}).includes('TOKEN_ISSUER'))
    expect(users).toEqual([
      { Variables: expect.objectContaining(checked) },
      { Variables: expect.objectContaining(checked) },
    ])
  })

  it('keeps tables and keys under their logical ids, and when the stack is deleted', () => {
    expect([...tables, ...secrets].map(({ logicalId }) => logicalId)).toEqual([
      'SimsIdentityRegistrySimsTable19965E94',
      'SimsIdentityRegistrySimAddressesTableCC54A526',
      'SimsIdentityRegistryInventoryRunsTable3AB9CA0F',
      'SimsIdentitySigningKeysPublicKeysTable7D9282A1',
      'SimsIdentitySigningKeysSecretAE472F81',
    ])
    for (const { DeletionPolicy } of [...tables, ...secrets]) expect(DeletionPolicy).toBe('Retain')
  })

  it('shows its tables, its URL and its names', () => {
    const shown = {
      sims: sims.sims.tableName,
      simAddresses: sims.simAddresses.tableName,
      inventoryRuns: sims.inventoryRuns.tableName,
      authorizerName: sims.authorizerName,
      iotEndpoint: sims.iotEndpoint,
      onboardingUrl: sims.onboardingUrl,
    }

    expect(stack.resolve(shown)).toEqual({
      sims: { Ref: tables[0]?.logicalId },
      simAddresses: { Ref: tables[1]?.logicalId },
      inventoryRuns: { Ref: tables[2]?.logicalId },
      authorizerName: { 'Fn::GetAtt': [registration?.logicalId, 'AuthorizerName'] },
      iotEndpoint: {
        'Fn::GetAtt': [
          resources.find(({ Type }) => Type === 'Custom::IotEndpoint')?.logicalId,
          'EndpointAddress',
        ],
      },
      onboardingUrl: { 'Fn::Join': ['', expect.arrayContaining(['/onboarding/mqtt/tokens'])] },
    })
  })

  it('names the authorizer after its own place, so that two of them do not clash', () => {
    const both = createStack()
    new SimOnboarding(both, 'Blue')
    new SimOnboarding(both, 'Green')
    const names = resourcesOf(Template.fromStack(both), 'Custom::IotAuthorizer').map(
      ({ Properties }) => Properties.AuthorizerName,
    )

    expect(names).toEqual([
      expect.stringMatching(/^Fleet-Blue-?\w*$/),
      expect.stringMatching(/^Fleet-Green-?\w*$/),
    ])
  })

  it('passes on what it is given', () => {
    const given = build({
      authorizerName: 'fleet',
      tokenLifetimeSeconds: 600,
      refreshAfterSeconds: 300,
      defaultLayout: 'compact',
      removalPolicy: RemovalPolicy.DESTROY,
      throttling: { ratePerSecond: 3, burst: 4 },
      trustedProxies: { cidrs: ['10.0.0.7/32'], header: 'x-real-ip' },
      claims: { issuer: 'issuer' },
      network: { kind: 'private', vpcEndpointId: 'vpce-89abcdef' },
    })
    const text = JSON.stringify(given.template.toJSON())

    for (const part of [
      '"AuthorizerName":"fleet"',
      '"TOKEN_LIFETIME_SECONDS":"600"',
      '"REFRESH_AFTER_SECONDS":"300"',
      '"DEFAULT_LAYOUT":"compact"',
      '"ThrottlingRateLimit":3',
      '"TRUSTED_PROXY_CIDRS":"10.0.0.7/32"',
      '"TokenIssuer":"issuer"',
      '"Types":["PRIVATE"]',
    ]) {
      expect(text).toContain(part)
    }
    for (const { DeletionPolicy } of resourcesOf(given.template, 'AWS::DynamoDB::GlobalTable')) {
      expect(DeletionPolicy).toBe('Delete')
    }
  })

  it('takes a VPC of the same stack', () => {
    const own = createStack()
    const vpc = new Vpc(own, 'Vpc', { restrictDefaultSecurityGroup: false })
    new SimOnboarding(own, 'Sims', {
      network: {
        kind: 'private',
        clientCidrs: ['10.64.0.0/16'],
        vpcId: vpc.vpcId,
        subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      },
    })
    const [endpoint] = resourcesOf(Template.fromStack(own), 'AWS::EC2::VPCEndpoint')

    expect(endpoint?.Properties).toMatchObject({
      VpcId: own.resolve(vpc.vpcId),
      SubnetIds: own.resolve(vpc.privateSubnets.map(({ subnetId }) => subnetId)),
    })
  })

  it('leaves to the function what is only known at deployment', () => {
    const { template: given } = build(proxied({ cidrs: [`${Fn.importValue('ProxyAddress')}/32`] }))

    expect(JSON.stringify(given.toJSON())).toContain(
      '"TRUSTED_PROXY_CIDRS":{"Fn::Join":["",[{"Fn::ImportValue":"ProxyAddress"},"/32"]]}',
    )
  })

  it("tags the authorizer with the app's own tags", () => {
    const tagged = createStack()
    new SimOnboarding(tagged, 'Sims')
    Tags.of(tagged).add('team', 'fleet')
    const [resource] = resourcesOf(Template.fromStack(tagged), 'Custom::IotAuthorizer')

    expect(resource?.Properties.Tags).toEqual([{ Key: 'team', Value: 'fleet' }])
  })

  it.each<[SimOnboardingProps, string]>([
    [{ tokenLifetimeSeconds: 86_401 }, 'tokenLifetimeSeconds: expected a whole number from 300'],
    [{ refreshAfterSeconds: 299 }, 'refreshAfterSeconds: expected a whole number from 300'],
    [{ authorizerName: 'a.b' }, 'authorizerName: expected 1 to 128 letters, digits and _=,@-'],
    [{ inventory: { ...s3Csv, key: '*' } }, 'inventory.key: expected no *, ? or ${'],
    [{ inventory: { ...s3Csv, bucket: 'a?' } }, 'inventory.bucket: expected no *, ? or ${'],
    [{ inventory: { ...s3Csv, kmsKeyArn: '*' } }, 'inventory.kmsKeyArn: expected no *, ? or ${'],
    [{ inventory: { ...s3Csv, memoryMegabytes: 1 } }, 'inventory.memoryMegabytes: expected a'],
    [{ inventory: { ...s3Csv, everyMinutes: 0 } }, 'inventory.everyMinutes: expected a whole'],
    [{ inventory: { ...s3Csv, maxShrinkShare: 2 } }, 'inventory.maxShrinkShare: expected a number'],
    [
      { inventory: { kind: '1nce', credentialsSecretArn: '*' } },
      'inventory.credentialsSecretArn: expected no *, ? or ${',
    ],
    [proxied({ cidrs: ['10.0.0.7'] }), 'trustedProxies.cidrs: expected a prefix length of 1 to 32'],
    [proxied({ cidrs: ['0.0.0.0/0'] }), 'trustedProxies.cidrs: expected a prefix length of 1'],
    [proxied({ cidrs: ['10.0.0.0/8'] }), 'trustedProxies.cidrs: expected a prefix length of at'],
    [proxied({ cidrs: ['::ffff:0:0/96'] }), 'trustedProxies.cidrs: expected a network without'],
    [proxied({ cidrs: [] }), 'trustedProxies.cidrs: expected at least one network, got []'],
    [
      proxied({ header: 'X-Forwarded-For' }),
      'trustedProxies.header: expected the name of a header',
    ],
    [
      { network: { kind: 'private', clientCidrs: ['0.0.0.0/0'] } },
      'network.clientCidrs: expected a prefix length of 1 to 32, got "0.0.0.0/0"',
    ],
    [
      { network: { kind: 'private', clientCidrs: [] } },
      'network.clientCidrs: expected at least one network, got []',
    ],
    [
      { network: { kind: 'private', clientCidrs: ['10.0.0.0/8'], vpcCidr: '10.9.0.0/24' } },
      'network.vpcCidr: expected a network apart from clientCidrs',
    ],
    [
      { network: { kind: 'private', clientCidrs: ['10.0.0.0/8'], vpcCidr: '172.16.0.0/28' } },
      'network.vpcCidr: expected a prefix length of 16 to 27',
    ],
  ] satisfies [SimOnboardingProps, string][])(
    'refuses %j, which no other rule of an own app would',
    (props, message) => {
      expect(() => new SimOnboarding(createStack(), 'Sims', props)).toThrow(message)
    },
  )
})
