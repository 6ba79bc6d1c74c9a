import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

const oneOrMore = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.array(schema), schema.transform((one) => [one])])

const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.strictObject({
        Effect: z.literal('Allow'),
        Action: oneOrMore(z.string()),
        Resource: oneOrMore(z.unknown()),
        Condition: z.unknown().optional(),
      }),
    ),
  }),
  Roles: z.tuple([z.object({ Ref: z.string() })]),
})

/** Where a policy's resource expression points, in the words of the table below. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^"\*"$/, '*'],
  [/InventoryRunsTable\w+","Arn"/, 'InventoryRuns'],
  [/SimAddressesTable\w+(?:Arn|","Arn)/, 'SimAddresses'],
  [/SimsTable\w+(?:Arn|","Arn)/, 'Sims'],
  [/PublicKeysTable\w+Arn/, 'PublicKeys'],
  [/"Fn::GetAtt":\["SigningKeysPublicKeysTable\w+","Arn"\]/, 'PublicKeys'],
  [/SigningKeysSecret/, 'signing keys'],
  [/"Fn::GetAtt":\["\w+Logs\w{8}","Arn"\]/, 'own logs'],
  [/:authorizer\/simpass-dev"\]\]\}$/, 'authorizer'],
  [/:client\/(?:\?{18}|\?{19}|\?{20})"\]\]\}$/, 'client as long as an ICCID'],
  [/:event-bus\/default"\]\]\}$/, 'default bus'],
]

const wordFor = (resource: unknown): string => {
  const text = JSON.stringify(resource)
  return WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? text
}

/** `action resource` for everything that the role of one function may do. */
const grantsOf = (template: Template, role: RegExp): string[] => {
  const policies = resourcesOf(template, 'AWS::IAM::Policy')
    .map(({ Properties }) => policySchema.parse(Properties))
    .filter(({ Roles }) => role.test(Roles[0].Ref))
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource, Condition }) =>
      Action.flatMap((action) =>
        Resource.map((resource) =>
          [action, wordFor(resource), JSON.stringify(Condition)].filter(Boolean).join(' '),
        ),
      ),
    )
    .toSorted()
}

const EVERY_FUNCTION = [
  'logs:CreateLogStream own logs',
  'logs:PutLogEvents own logs',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
]

const OF_EVERY_SYNC = [
  ...['BatchGetItem', 'PartiQLInsert', 'Scan', 'UpdateItem'].flatMap((action) => [
    `dynamodb:${action} SimAddresses`,
    `dynamodb:${action} Sims`,
  ]),
  ...['GetItem', 'UpdateItem'].map((action) => `dynamodb:${action} InventoryRuns`),
  'events:PutEvents default bus {"StringEquals":{"events:source":"simpass"}}',
  'iot:DeleteConnection client as long as an ICCID',
  'iot:DeleteConnection client as long as an ICCID',
  'iot:DeleteConnection client as long as an ICCID',
  'iot:DescribeEndpoint *',
]

const credentialsSecretArn =
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:operator/1nce-a1B2c3'
const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d'

const OBJECT =
  's3:GetObject {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::sims/a/b.csv"]]}'

describe('the role of inventory-sync', () => {
  it.each([
    [
      { kind: '1nce', credentialsSecretArn },
      [`secretsmanager:GetSecretValue "${credentialsSecretArn}"`],
    ],
    [
      { kind: 's3-csv', bucket: 'sims', key: 'a/b.csv', kmsKeyArn },
      [
        `kms:Decrypt "${kmsKeyArn}"`,
        `${OBJECT} {"StringEquals":{"s3:ResourceAccount":{"Ref":"AWS::AccountId"}}}`,
      ],
    ],
    [
      { kind: 's3-csv', bucket: 'sims', key: 'a/b.csv', bucketAccount: '210987654321' },
      [`${OBJECT} {"StringEquals":{"s3:ResourceAccount":"210987654321"}}`],
    ],
  ])('allows exactly what it uses with %j', (inventory, expected) => {
    const grants = grantsOf(synthesize({ inventory }).identity, /^InventorySyncRole/)

    expect(grants).toEqual([...OF_EVERY_SYNC, ...expected, ...EVERY_FUNCTION].toSorted())
  })
})

describe('the roles of the functions', () => {
  const { identity, authorizer, onboarding } = synthesize()

  it.each([
    [
      'onboarding',
      onboarding,
      /^OnboardingRole/,
      [
        'dynamodb:GetItem SimAddresses',
        'dynamodb:GetItem Sims',
        'secretsmanager:GetSecretValue signing keys',
      ],
    ],
    [
      'authorizer',
      authorizer,
      /^AuthorizerRole/,
      ['dynamodb:GetItem PublicKeys', 'dynamodb:GetItem Sims'],
    ],
    [
      'signing-keys',
      identity,
      /^SigningKeysGeneratorRole/,
      [
        'dynamodb:PutItem PublicKeys',
        'secretsmanager:GetSecretValue signing keys',
        'secretsmanager:PutSecretValue signing keys',
      ],
    ],
    [
      'authorizer-registration',
      authorizer,
      /^IotAuthorizerRegistrarRole/,
      [
        'dynamodb:Scan PublicKeys',
        'iot:ClearDefaultAuthorizer *',
        'iot:CreateAuthorizer authorizer',
        'iot:DeleteAuthorizer authorizer',
        'iot:DescribeAuthorizer authorizer',
        'iot:DescribeDefaultAuthorizer *',
        'iot:TagResource authorizer',
        'iot:UpdateAuthorizer authorizer',
      ],
    ],
    ['iot-endpoint', onboarding, /^EndpointFinderRole/, ['iot:DescribeEndpoint *']],
  ])('allow %s exactly what it uses', (_name, template, role, expected) => {
    const grants = grantsOf(template, role)

    expect(grants).toEqual([...expected, ...EVERY_FUNCTION].toSorted())
  })

  it.each([
    ['identity', identity, 1, 1],
    ['authorizer', authorizer, 2, 2],
    ['onboarding', onboarding, 2, 2],
  ])('are all in the table above: %s', (_name, template, functions, policies) => {
    expect(resourcesOf(template, 'AWS::Lambda::Function')).toHaveLength(functions)
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toHaveLength(policies)
  })

  it.each([
    ['identity', identity],
    ['authorizer', authorizer],
    ['onboarding', onboarding],
  ])('have no AWS managed policy: %s', (_name, template) => {
    const managed = resourcesOf(template, 'AWS::IAM::Role')
      .filter(({ Properties }) => Properties.ManagedPolicyArns !== undefined)
      .map(({ logicalId }) => logicalId)

    expect(managed.filter((id) => !id.startsWith('DeviceApiCloudWatchRole'))).toEqual([])
  })
})
