import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeDefaultAuthorizerCommand,
  ListAuthorizersCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import type { DeployedAws } from './deployed-aws.ts'
import { callRest } from './rest-api.ts'

const texts = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(
    ([, text = '']) => text,
  )

const functions = z.object({ Functions: z.array(z.object({ FunctionName: z.string() })) })
const logGroups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) })
const restApis = z.object({ item: z.array(z.object({ name: z.string() })).default([]) })

/** The Query protocol, which answers XML. */
const query = (endpointUrl: string, service: string, action: string, version: string) =>
  callRest(endpointUrl, service, 'POST', '/', `Action=${action}&Version=${version}`, {
    'Content-Type': 'application/x-www-form-urlencoded',
  })

const listStacks = async (endpointUrl: string): Promise<string[]> =>
  (await query(endpointUrl, 'cloudformation', 'ListStacks', '2010-05-15'))
    .split('</member>')
    .filter((member) => !texts(member, 'StackStatus').includes('DELETE_COMPLETE'))
    .flatMap((member) => texts(member, 'StackName'))

const listFunctions = async (endpointUrl: string): Promise<string[]> =>
  functions
    .parse(JSON.parse(await callRest(endpointUrl, 'lambda', 'GET', '/2015-03-31/functions/')))
    .Functions.map(({ FunctionName }) => FunctionName)

const listLogGroups = async (endpointUrl: string): Promise<string[]> =>
  logGroups
    .parse(
      JSON.parse(
        await callRest(endpointUrl, 'logs', 'POST', '/', '{}', {
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'Logs_20140328.DescribeLogGroups',
        }),
      ),
    )
    .logGroups.map(({ logGroupName }) => logGroupName)

const hasDefaultAuthorizer = async ({ iot }: DeployedAws): Promise<boolean> => {
  try {
    await iot.send(new DescribeDefaultAuthorizerCommand())
    return true
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false
    throw error
  }
}

/** Everything in the account that a deployment could have made, by kind. */
export const takeInventory = async (
  endpointUrl: string,
  aws: DeployedAws,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const [roles, alarms, apis, { TableNames = [] }, { SecretList = [] }, { authorizers = [] }] =
    await Promise.all([
      query(endpointUrl, 'iam', 'ListRoles', '2010-05-08'),
      query(endpointUrl, 'monitoring', 'DescribeAlarms', '2010-08-01'),
      callRest(endpointUrl, 'apigateway', 'GET', '/restapis'),
      aws.dynamoDb.send(new ListTablesCommand()),
      aws.secretsManager.send(new ListSecretsCommand({ IncludePlannedDeletion: true })),
      aws.iot.send(new ListAuthorizersCommand()),
    ])
  return {
    stacks: await listStacks(endpointUrl),
    functions: await listFunctions(endpointUrl),
    logGroups: await listLogGroups(endpointUrl),
    roles: texts(roles, 'RoleName'),
    alarms: texts(alarms, 'AlarmName'),
    apis: restApis.parse(JSON.parse(apis)).item.map(({ name }) => name),
    tables: TableNames,
    secrets: SecretList.map(({ Name = '' }) => Name),
    authorizers: authorizers.map(({ authorizerName = '' }) => authorizerName),
    defaultAuthorizer: (await hasDefaultAuthorizer(aws)) ? ['set'] : [],
  }
}
