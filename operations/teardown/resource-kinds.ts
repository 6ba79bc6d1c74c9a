/** CloudFormation's types of what a teardown looks for and can delete, by kind. */
const TYPES = {
  'domain name': ['AWS::ApiGateway::DomainName', 'AWS::ApiGateway::DomainNameV2'],
  'REST API': ['AWS::ApiGateway::RestApi'],
  rule: ['AWS::Events::Rule'],
  function: ['AWS::Lambda::Function'],
  'log group': ['AWS::Logs::LogGroup'],
  table: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'],
  secret: ['AWS::SecretsManager::Secret'],
  alarm: ['AWS::CloudWatch::Alarm'],
  topic: ['AWS::SNS::Topic'],
  key: ['AWS::KMS::Key'],
  role: ['AWS::IAM::Role'],
} as const

export type LeftoverKind = keyof typeof TYPES

export const LEFTOVER_KINDS = Object.keys(TYPES) as LeftoverKind[]

/**
 * Kinds that are found by tag alone, and only listed, in the order in which they can be deleted: what an operator has
 * attached to them, such as a VPN, is nothing that a teardown may take away.
 */
const TAGGED_ONLY_TYPES = {
  'domain access': ['AWS::ApiGateway::DomainNameAccessAssociation'],
  'VPC endpoint': ['AWS::EC2::VPCEndpoint'],
  'security group': ['AWS::EC2::SecurityGroup'],
  'flow log': ['AWS::EC2::FlowLog'],
  subnet: ['AWS::EC2::Subnet'],
  'route table': ['AWS::EC2::RouteTable'],
  VPC: ['AWS::EC2::VPC'],
  /** Whatever else: it is better to name it than to forget it. */
  resource: [],
} as const

export type TaggedOnlyKind = keyof typeof TAGGED_ONLY_TYPES

/** What is gone, or of no use, as soon as what it belongs to is. */
const PARTS: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::BasePathMappingV2',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
])

const BY_TYPE = new Map<string, LeftoverKind | TaggedOnlyKind>(
  [...Object.entries(TYPES), ...Object.entries(TAGGED_ONLY_TYPES)].flatMap(([kind, types]) =>
    types.map((type) => [type, kind as LeftoverKind | TaggedOnlyKind] as const),
  ),
)

/** @returns undefined for what goes with something else, such as a policy with its role */
export const kindOfType = (type: string): LeftoverKind | TaggedOnlyKind | undefined =>
  BY_TYPE.get(type)

/** The only kinds with an operator's data in them: never deleted on a guess. */
export const holdsData = (kind: LeftoverKind | TaggedOnlyKind): boolean =>
  kind === 'table' || kind === 'secret'

/** Whether a teardown can only say that it is there. */
export const isTaggedOnly = (kind: LeftoverKind | TaggedOnlyKind): kind is TaggedOnlyKind =>
  kind in TAGGED_ONLY_TYPES

/** Whether CloudFormation may let go of one that it cannot delete: the search for leftovers will delete it, or nothing has to. */
export const mayLetGo = (type: string): boolean => {
  const kind = kindOfType(type)
  if (kind !== undefined) return !isTaggedOnly(kind)
  return type.startsWith('Custom::') || PARTS.has(type)
}

const EC2 = 'arn:[\\w-]+:ec2:[\\w-]+:\\d+'
const TAGGED_ONLY_ARNS: Readonly<Record<TaggedOnlyKind, RegExp>> = {
  'domain access': /^(arn:[\w-]+:apigateway:.*\/domainnameaccessassociations\/.+)$/,
  'VPC endpoint': new RegExp(`^${EC2}:vpc-endpoint/(.+)$`),
  'security group': new RegExp(`^${EC2}:security-group/(.+)$`),
  'flow log': new RegExp(`^${EC2}:vpc-flow-log/(.+)$`),
  subnet: new RegExp(`^${EC2}:subnet/(.+)$`),
  'route table': new RegExp(`^${EC2}:route-table/(.+)$`),
  VPC: new RegExp(`^${EC2}:vpc/(.+)$`),
  resource: /^(arn:.+)$/,
}

/** What these services still have is asked of themselves; the tagging API goes on naming what was just deleted. */
const ASKED_SERVICES: ReadonlySet<string> = new Set([
  'apigateway',
  'cloudformation',
  'cloudwatch',
  'dynamodb',
  'events',
  'iam',
  'iot',
  'kms',
  'lambda',
  'logs',
  'secretsmanager',
  'sns',
])

const TAGGED_ONLY_KINDS = Object.keys(TAGGED_ONLY_TYPES) as TaggedOnlyKind[]

/** @returns kind and id of a resource that is found by tag alone */
export const taggedOnlyResource = (
  arn: string,
): { kind: TaggedOnlyKind; id: string } | undefined => {
  for (const kind of TAGGED_ONLY_KINDS) {
    const id = TAGGED_ONLY_ARNS[kind].exec(arn)?.[1]
    if (id === undefined) continue
    const isAsked = kind === 'resource' && ASKED_SERVICES.has(arn.split(':')[2] ?? '')
    return isAsked ? undefined : { kind, id }
  }
  return undefined
}

/** The order in which resources that are found by tag alone can be deleted. */
export const byDeletionOrder = (
  { kind: one }: { readonly kind: TaggedOnlyKind },
  { kind: other }: { readonly kind: TaggedOnlyKind },
): number => TAGGED_ONLY_KINDS.indexOf(one) - TAGGED_ONLY_KINDS.indexOf(other)
