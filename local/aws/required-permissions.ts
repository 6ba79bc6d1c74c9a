import type { AwsCall, RequiredPermission } from './access-control.ts'
import { type AwsAccount, arnOf } from './account.ts'

/** Says what a call needs; undefined for one that this does not know, which is then refused. */
export type PermissionsOf = (call: AwsCall) => readonly RequiredPermission[] | undefined

/** The operation that `X-Amz-Target` names. */
export const operationOf = ({ headers }: AwsCall): string =>
  String(headers['x-amz-target']).split('.')[1] ?? ''

/** The members of a JSON body; none if it is no object. */
export const membersOf = ({ body }: AwsCall): Readonly<Record<string, unknown>> => {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'))
    return typeof input === 'object' && input !== null ? { ...input } : {}
  } catch {
    // No JSON names nothing.
    return {}
  }
}

/** The tables of a call: of a batch every one that it names. */
const tablesOf = (call: AwsCall): readonly string[] => {
  const { TableName: table, RequestItems: batch } = membersOf(call)
  if (typeof table === 'string') return [table]
  return typeof batch === 'object' && batch !== null && !Array.isArray(batch)
    ? Object.keys(batch)
    : []
}

/** DynamoDB: operations on tables. */
export const dynamoDbPermissions =
  (account: AwsAccount): PermissionsOf =>
  (call) => {
    const tables = tablesOf(call)
    if (tables.length === 0) return undefined
    return tables.map((table) => ({
      action: `dynamodb:${operationOf(call)}`,
      resource: table.startsWith('arn:') ? table : arnOf(account, 'dynamodb', `table/${table}`),
    }))
  }

/** Secrets Manager: operations on one secret, which is to be named by its ARN. */
export const secretsManagerPermissions: PermissionsOf = (call) => {
  const { SecretId: resource } = membersOf(call)
  if (typeof resource !== 'string' || !resource.startsWith('arn:')) return undefined
  return [{ action: `secretsmanager:${operationOf(call)}`, resource }]
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

const tagResource = (resource: string): RequiredPermission => ({
  action: 'iot:TagResource',
  resource,
})

/** IoT Core's control plane: authorizers, their tags, and the endpoint. */
export const iotPermissions =
  (account: AwsAccount): PermissionsOf =>
  (call) => {
    const [path = ''] = call.url.split('?')
    const general = WITHOUT_RESOURCE[`${call.method} ${path}`]
    if (general !== undefined) return [{ action: general, resource: '*' }]
    const { resourceArn, tags } = membersOf(call)
    if (call.method === 'POST' && path === '/tags' && typeof resourceArn === 'string')
      return [tagResource(resourceArn)]
    const name = /^\/authorizer\/([^/]+)$/.exec(path)?.[1]
    const action = ON_AUTHORIZER[call.method]
    if (name === undefined || action === undefined) return undefined
    const resource = arnOf(account, 'iot', `authorizer/${decodeURIComponent(name)}`)
    const isTagged = Array.isArray(tags) && tags.length > 0
    return [{ action, resource }, ...(isTagged ? [tagResource(resource)] : [])]
  }

/** IoT Core's data plane: sessions of clients; nothing of ours publishes. */
export const iotDataPermissions =
  (account: AwsAccount): PermissionsOf =>
  ({ method, url }) => {
    const clientId = /^\/connections\/([^/?]+)/.exec(url)?.[1]
    if (method !== 'DELETE' || clientId === undefined) return undefined
    const resource = arnOf(account, 'iot', `client/${decodeURIComponent(clientId)}`)
    return [{ action: 'iot:DeleteConnection', resource }]
  }
