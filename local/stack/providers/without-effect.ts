import { type AwsAccount, arnOf } from '../../aws/account.ts'
import { physicalName } from '../physical-name.ts'
import type { CreatedResource, ResourceProvider } from '../provider.ts'

interface AcceptedType {
  /** Why nothing has to happen on one machine. */
  readonly reason: string
  readonly describe: (name: string, account: AwsAccount) => CreatedResource
}

const named = (name: string): CreatedResource => ({ ref: name, attributes: {} })

/** Types that are accepted and change nothing, each with the reason. */
export const TYPES_WITHOUT_EFFECT: Readonly<Record<string, AcceptedType>> = {
  'AWS::Logs::LogGroup': {
    reason: 'what functions write goes to the terminal',
    describe: (name, account) => ({
      ref: name,
      attributes: { Arn: arnOf(account, 'logs', `log-group:${name}:*`) },
    }),
  },
  'AWS::CloudWatch::Alarm': {
    reason: 'nobody is paged from one machine',
    describe: (name, account) => ({
      ref: name,
      attributes: { Arn: arnOf(account, 'cloudwatch', `alarm:${name}`) },
    }),
  },
  'AWS::KMS::Key': {
    reason: 'it only encrypts what topics pass on',
    describe: (name, account) => ({
      ref: name,
      attributes: { Arn: arnOf(account, 'kms', `key/${name}`), KeyId: name },
    }),
  },
  'AWS::KMS::Alias': { reason: 'it only names a key', describe: named },
  'AWS::CDK::Metadata': { reason: 'it only counts uses of CDK', describe: named },
}

/** Accepts a resource of one of {@link TYPES_WITHOUT_EFFECT} and gives it a name. */
export const acceptWithoutEffect =
  ({ describe }: AcceptedType): ResourceProvider =>
  async (request, { account }) =>
    describe(physicalName(request, 64), account)
