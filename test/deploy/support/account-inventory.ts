import { GetAccountCommand, GetRestApisCommand } from '@aws-sdk/client-api-gateway'
import { ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { ListRolesCommand } from '@aws-sdk/client-iam'
import {
  DescribeDefaultAuthorizerCommand,
  ListAuthorizersCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot'
import { DescribeKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms'
import { ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { ListTopicsCommand } from '@aws-sdk/client-sns'
import type { DeployedAws } from './deployed-aws.ts'

/** Resources by kind. */
export type Inventory = Readonly<Record<string, readonly (string | undefined)[]>>

const listStacks = async ({ cloudFormation }: DeployedAws) => {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand())
  return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
    ({ StackName }) => StackName,
  )
}

const defaultAuthorizer = async ({ iot }: DeployedAws) => {
  try {
    const { authorizerDescription } = await iot.send(new DescribeDefaultAuthorizerCommand())
    return [authorizerDescription?.authorizerName]
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return []
    throw error
  }
}

/** Without those that wait for their end, which nobody can shorten. */
const listKeys = async ({ kms }: DeployedAws) => {
  const { Keys = [] } = await kms.send(new ListKeysCommand())
  const described = await Promise.all(
    Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))),
  )
  return described
    .filter(({ KeyMetadata }) => KeyMetadata?.KeyState !== 'PendingDeletion')
    .map(({ KeyMetadata }) => KeyMetadata?.KeyId)
}

const listWatching = async (aws: DeployedAws) => {
  const { MetricAlarms = [] } = await aws.cloudWatch.send(new DescribeAlarmsCommand())
  const { Topics = [] } = await aws.sns.send(new ListTopicsCommand())
  const { Rules = [] } = await aws.eventBridge.send(new ListRulesCommand())
  return {
    alarms: MetricAlarms.map(({ AlarmName }) => AlarmName),
    topics: Topics.map(({ TopicArn }) => TopicArn),
    rules: Rules.map(({ Name }) => Name),
    keys: await listKeys(aws),
  }
}

/** Everything in a small account that a deployment could have made. */
export const takeInventory = async (aws: DeployedAws): Promise<Inventory> => {
  const { Functions = [] } = await aws.lambda.send(new ListFunctionsCommand())
  const { logGroups = [] } = await aws.logs.send(new DescribeLogGroupsCommand())
  const { Roles = [] } = await aws.iam.send(new ListRolesCommand())
  const { cloudwatchRoleArn } = await aws.apiGateway.send(new GetAccountCommand())
  const { items = [] } = await aws.apiGateway.send(new GetRestApisCommand())
  const { TableNames = [] } = await aws.dynamoDb.send(new ListTablesCommand())
  const { SecretList = [] } = await aws.secretsManager.send(
    new ListSecretsCommand({ IncludePlannedDeletion: true }),
  )
  const { Buckets = [] } = await aws.s3.send(new ListBucketsCommand())
  const { authorizers = [] } = await aws.iot.send(new ListAuthorizersCommand())
  return {
    stacks: await listStacks(aws),
    functions: Functions.map(({ FunctionName }) => FunctionName),
    logGroups: logGroups.map(({ logGroupName }) => logGroupName),
    roles: Roles.map(({ RoleName }) => RoleName),
    apis: items.map(({ name }) => name),
    // What API Gateway logs with, for all APIs of the account.
    apiLoggingRoles: cloudwatchRoleArn ? [cloudwatchRoleArn.split('/').at(-1)] : [],
    ...(await listWatching(aws)),
    tables: TableNames,
    secrets: SecretList.map(({ Name }) => Name),
    buckets: Buckets.map(({ Name }) => Name),
    authorizers: authorizers.map(({ authorizerName }) => authorizerName),
    defaultAuthorizer: await defaultAuthorizer(aws),
  }
}
