/** CloudFormation's types of what a teardown looks for and can delete, by kind. */
const TYPES = {
  function: ['AWS::Lambda::Function'],
  'log group': ['AWS::Logs::LogGroup'],
  table: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'],
  secret: ['AWS::SecretsManager::Secret'],
  'REST API': ['AWS::ApiGateway::RestApi'],
  role: ['AWS::IAM::Role'],
} as const

export type LeftoverKind = keyof typeof TYPES

/** Kinds that are found by tag alone, and only listed. */
const TAGGED_ONLY_TYPES = {
  alarm: ['AWS::CloudWatch::Alarm'],
  topic: ['AWS::SNS::Topic'],
  key: ['AWS::KMS::Key'],
} as const

export type TaggedOnlyKind = keyof typeof TAGGED_ONLY_TYPES

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

const TAGGED_ONLY_ARNS: readonly (readonly [TaggedOnlyKind, RegExp])[] = [
  ['alarm', /^arn:[\w-]+:cloudwatch:[\w-]+:\d+:alarm:(.+)$/],
  ['topic', /^(arn:[\w-]+:sns:[\w-]+:\d+:[^:]+)$/],
  ['key', /^arn:[\w-]+:kms:[\w-]+:\d+:key\/(.+)$/],
]

/** @returns kind and id of a resource that is found by tag alone */
export const taggedOnlyResource = (
  arn: string,
): { kind: TaggedOnlyKind; id: string } | undefined => {
  for (const [kind, pattern] of TAGGED_ONLY_ARNS) {
    const id = pattern.exec(arn)?.[1]
    if (id !== undefined) return { kind, id }
  }
  return undefined
}
