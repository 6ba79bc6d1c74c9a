import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { synthesize } from './support/synthesize.ts'
import { type Resource, resourcesOf } from './support/template-resources.ts'

/** The actions that AWS's service authorization reference lists without a resource type. */
const WITHOUT_RESOURCE_LEVEL = [
  'iot:ClearDefaultAuthorizer',
  'iot:DescribeDefaultAuthorizer',
  'iot:DescribeEndpoint',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]

const oneOrMore = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.array(schema), schema.transform((one) => [one])])

const policyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.literal('Allow'),
      Action: oneOrMore(z.string()),
      Resource: oneOrMore(z.unknown()),
    }),
  ),
})

const identityPolicy = z.object({ PolicyDocument: policyDocument })
const role = z.object({
  Policies: z.array(identityPolicy).default([]),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
})

const documentsOf = ({ Type, Properties }: Resource): z.output<typeof policyDocument>[] => {
  if (Type === 'AWS::IAM::Role') {
    return role.parse(Properties).Policies.map(({ PolicyDocument }) => PolicyDocument)
  }
  const holdsOne = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].includes(Type)
  return holdsOne ? [identityPolicy.parse(Properties).PolicyDocument] : []
}

describe.each([
  ['the defaults', {}],
  [
    'every option',
    {
      alarmEmail: 'ops@example.com',
      removal: 'destroy',
      inventory: { kind: 's3-csv', bucket: 'sims', key: 'inventory.csv' },
      notifications: { email: 'ops@example.com' },
      network: { kind: 'private', clientCidrs: ['10.64.0.0/16'] },
    },
  ],
])('identity policies with %s', (_name, settings) => {
  const { identity, authorizer, onboarding } = synthesize(settings)
  const resources = [identity, authorizer, onboarding].flatMap((template) => resourcesOf(template))
  const statements = resources.flatMap(documentsOf).flatMap(({ Statement }) => Statement)

  it('name each action in full', () => {
    const actions = statements.flatMap(({ Action }) => Action)

    expect(actions.length).toBeGreaterThan(20)
    expect(actions.filter((action) => !/^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([])
  })

  it('name a resource for each action that has one', () => {
    const anywhere = statements
      .filter(({ Resource }) => JSON.stringify(Resource).includes('*'))
      .flatMap(({ Action }) => Action)

    expect([...new Set(anywhere)].toSorted()).toEqual(WITHOUT_RESOURCE_LEVEL)
  })

  it('have no resource beside the wildcard, which would look like a limit', () => {
    const wide = statements.map(({ Resource }) => Resource).filter((all) => all.includes('*'))

    for (const Resource of wide) expect(Resource).toEqual(['*'])
  })

  it('rely on one managed policy, which API Gateway insists on', () => {
    const managed = resources
      .filter(({ Type }) => Type === 'AWS::IAM::Role')
      .flatMap(({ Properties }) => role.parse(Properties).ManagedPolicyArns)

    expect(managed.map((arn) => JSON.stringify(arn))).toEqual([
      expect.stringContaining('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
    ])
  })
})
