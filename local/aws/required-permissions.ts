import { z } from 'zod'
import type { AwsCall, RequiredPermission } from './access-control.ts'
import { type AwsAccount, arnOf } from './account.ts'
import { parseInsert } from './partiql/parse-insert.ts'

/** Says what a call needs; undefined for one that this does not know, which is then refused. */
export type PermissionsOf = (call: AwsCall) => readonly RequiredPermission[] | undefined

/** The operation that `X-Amz-Target` names. */
export const operationOf = ({ headers }: AwsCall): string =>
  String(headers['x-amz-target']).split('.')[1] ?? ''

type Members = Readonly<Record<string, unknown>>

/** The members of a JSON body; none if it is no object. */
export const membersOf = ({ body }: AwsCall): Members => {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'))
    return typeof input === 'object' && input !== null ? { ...input } : {}
  } catch {
    // No JSON names nothing.
    return {}
  }
}

/** The tables of a batch: every one that it names, and no other. */
const tablesOfBatch = ({ RequestItems: batch }: Members): readonly string[] =>
  typeof batch === 'object' && batch !== null && !Array.isArray(batch) ? Object.keys(batch) : []

const statements = z.array(z.object({ Statement: z.string() }))

/** The tables into which a batch of statements inserts; none if it does anything else too. */
const tablesOfStatements = ({ Statements: given }: Members): readonly string[] => {
  const inserts = statements.safeParse(given).data?.map((one) => parseInsert(one.Statement)) ?? []
  return inserts.every((one) => one !== undefined) ? inserts.map(({ table }) => table) : []
}

/** What DynamoDB asks for an operation, and on which tables. */
const demandOf = (
  call: AwsCall,
): { readonly action: string; readonly tables: readonly string[] } => {
  const operation = operationOf(call)
  const members = membersOf(call)
  const { TableName: table } = members
  switch (operation) {
    case 'BatchExecuteStatement':
      return { action: 'PartiQLInsert', tables: tablesOfStatements(members) }
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return { action: operation, tables: tablesOfBatch(members) }
    default:
      return { action: operation, tables: typeof table === 'string' ? [table] : [] }
  }
}

/** DynamoDB: operations on tables. */
export const dynamoDbPermissions =
  (account: AwsAccount): PermissionsOf =>
  (call) => {
    const { action, tables } = demandOf(call)
    if (tables.length === 0) return undefined
    return [...new Set(tables)].map((table) => ({
      action: `dynamodb:${action}`,
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
