import type { AwsCall, RequiredPermission } from './access-control.ts'
import { type AwsAccount, arnOf } from './account.ts'

/** Says what a call needs; undefined for one that this does not know, which is then refused. */
export type PermissionsOf = (call: AwsCall) => RequiredPermission | undefined

const operationOf = ({ headers }: AwsCall): string =>
  String(headers['x-amz-target']).split('.')[1] ?? ''

const memberOf = ({ body }: AwsCall, name: string): string | undefined => {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'))
    if (typeof input !== 'object' || input === null) return undefined
    const value: unknown = Object.entries(input).find(([member]) => member === name)?.[1]
    return typeof value === 'string' ? value : undefined
  } catch {
    // No JSON names nothing.
    return undefined
  }
}

/** DynamoDB: operations on one table. */
export const dynamoDbPermissions =
  (account: AwsAccount): PermissionsOf =>
  (call) => {
    const table = memberOf(call, 'TableName')
    if (table === undefined) return undefined
    const resource = table.startsWith('arn:') ? table : arnOf(account, 'dynamodb', `table/${table}`)
    return { action: `dynamodb:${operationOf(call)}`, resource }
  }

/** Secrets Manager: operations on one secret, which is to be named by its ARN. */
export const secretsManagerPermissions: PermissionsOf = (call) => {
  const resource = memberOf(call, 'SecretId')
  if (resource?.startsWith('arn:') !== true) return undefined
  return { action: `secretsmanager:${operationOf(call)}`, resource }
}

const ON_AUTHORIZER: Readonly<Record<string, string>> = {
  POST: 'iot:CreateAuthorizer',
  PUT: 'iot:UpdateAuthorizer',
  GET: 'iot:DescribeAuthorizer',
  DELETE: 'iot:DeleteAuthorizer',
}

const WITHOUT_RESOURCE: Readonly<Record<string, string>> = {
  'GET /default-authorizer': 'iot:DescribeDefaultAuthorizer',
  'DELETE /default-authorizer': 'iot:ClearDefaultAuthorizer',
  'GET /endpoint': 'iot:DescribeEndpoint',
}

/** IoT Core's control plane: authorizers and the endpoint. */
export const iotPermissions =
  (account: AwsAccount): PermissionsOf =>
  ({ method, url }) => {
    const [path = ''] = url.split('?')
    const general = WITHOUT_RESOURCE[`${method} ${path}`]
    if (general !== undefined) return { action: general, resource: '*' }
    const name = /^\/authorizer\/([^/]+)$/.exec(path)?.[1]
    const action = ON_AUTHORIZER[method]
    if (name === undefined || action === undefined) return undefined
    const resource = arnOf(account, 'iot', `authorizer/${decodeURIComponent(name)}`)
    return { action, resource }
  }
