import { type App, type Stack, Validations } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfiguration } from '../../bin/configuration.ts'
import { createStacks } from '../../bin/stacks.ts'
import { createApp, synthesize } from '../lib/support/synthesize.ts'
import { outputsOf, resourcesOf } from '../lib/support/template-resources.ts'

const templatesOf = ({ identity, authorizer, onboarding }: ReturnType<typeof synthesize>) => [
  identity,
  authorizer,
  onboarding,
]

/** The reasons of all findings that cdk-nag is told to pass over. */
const acknowledgements = (app: App): string[] =>
  app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.values(z.record(z.string(), z.string()).parse(data)))

/** Every name of a stack that its account and Region know. */
const namesOf = (stack: Stack): string[] => {
  const template = Template.fromStack(stack)
  const exports = Object.values(outputsOf(template)).map(({ Export }) => Export?.Name)
  const names = resourcesOf(template).map(({ Properties }) =>
    z
      .string()
      .optional()
      .parse(Properties.AuthorizerName ?? Properties.Name),
  )
  return [stack.stackName, ...exports, ...names].filter((name) => name !== undefined)
}

const clientCidrs = ['10.64.0.0/16']
const EXISTING_VPC = {
  kind: 'private',
  clientCidrs,
  vpcId: 'vpc-89abcdef',
  subnetIds: ['subnet-89abcdef'],
}
const DOMAIN = {
  name: 'sims.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d',
  hostedZone: { id: 'Z0123456789', name: 'example.com' },
}
const PROXIED = {
  kind: 'source-address',
  trustedProxyCidrs: ['10.0.0.7/32'],
  proxyHeader: 'x-real-ip',
}

describe('createStacks', () => {
  it.each([
    ['the defaults', {}],
    ['every option', { alarmEmail: 'ops@example.com', removal: 'destroy', tokenIssuer: 'i' }],
    ['a proxy in front', { identity: PROXIED }],
    ['a domain', { domain: DOMAIN }],
    ['a new VPC', { network: { kind: 'private', clientCidrs } }],
    ['an existing VPC and a domain', { network: EXISTING_VPC, domain: DOMAIN }],
    ['an existing VPC endpoint', { network: { kind: 'private', vpcEndpointId: 'vpce-89abcdef' } }],
  ])('leaves cdk-nag nothing to find with %s', (_name, settings) => {
    const { app } = synthesize(settings)

    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([])
  })

  it('gives a reason in full sentences for everything that it asks cdk-nag to pass over', () => {
    const reasons = acknowledgements(synthesize().app)

    expect(reasons.length).toBeGreaterThan(0)
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z](?=.{39}).* .*\.$/)
  })

  it('puts no secret into a template', () => {
    const text = JSON.stringify(templatesOf(synthesize()).map((template) => template.toJSON()))

    expect(text).toContain('AWS::SecretsManager::Secret')
    expect(text).not.toMatch(/SecretString|GenerateSecret|PRIVATE KEY|resolve:secretsmanager/)
  })

  it('passes values between stacks so that none can be deleted before its users', () => {
    const { authorizer, onboarding } = synthesize()
    const text = JSON.stringify([authorizer.toJSON(), onboarding.toJSON()])

    expect(text).toContain('Fn::ImportValue')
    expect(text).not.toContain('Fn::GetStackOutput')
  })

  it('tags everything that can be tagged with its stage', () => {
    const tagged = templatesOf(synthesize({ stage: 'blue' }))
      .flatMap((template) => resourcesOf(template))
      .filter(({ Properties }) => Properties.Tags !== undefined)

    expect(tagged.length).toBeGreaterThan(10)
    for (const { Properties } of tagged) {
      expect(Properties.Tags).toContainEqual({ Key: 'simpass:stage', Value: 'blue' })
    }
  })

  it.each([
    ['public', {}],
    ['private', { network: { kind: 'private', clientCidrs } }],
  ])('lets two %s stages live side by side in one account and Region', (_name, settings) => {
    const app = createApp()
    const [blueStacks, greenStacks] = ['blue', 'green'].map((stage) =>
      Object.values(createStacks(app, parseConfiguration({ stage, ...settings }))),
    )

    const [blue = [], green = []] = [blueStacks, greenStacks].map((stacks) =>
      (stacks ?? []).flatMap(namesOf),
    )

    expect(blue).toEqual(
      expect.arrayContaining([
        'simpass-blue-identity',
        'simpass-blue',
        'simpass-blue-onboarding-device-api',
      ]),
    )
    expect(blue.filter((name) => green.includes(name))).toEqual([])
  })

  it('names nothing physically but the authorizer and the API', () => {
    const named = templatesOf(synthesize())
      .flatMap((template) => resourcesOf(template))
      .filter(({ Properties }) =>
        Object.entries(Properties).some(
          ([name, value]) =>
            typeof value === 'string' &&
            /^(?:Table|Function|Role|Secret|LogGroup|Topic|Alarm|Authorizer)?Name$/.test(name),
        ),
      )

    expect(named.map(({ Type }) => Type)).toEqual([
      'Custom::IotAuthorizer',
      'AWS::ApiGateway::RestApi',
    ])
  })
})
