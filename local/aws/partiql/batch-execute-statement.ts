import type { Server } from 'node:http'
import { z } from 'zod'
import { AwsServiceError } from '../aws-json.ts'
import { callDynalite, type DynaliteAnswer } from '../call-dynalite.ts'
import { type Insert, parseInsert } from './parse-insert.ts'

const attributeValue = z.record(z.string(), z.unknown())
const input = z.object({
  Statements: z
    .array(z.object({ Statement: z.string(), Parameters: z.array(attributeValue).default([]) }))
    .min(1)
    .max(25),
})

type Statement = z.infer<typeof input>['Statements'][number]

/** What came of one statement, in AWS's own shape. */
interface StatementAnswer {
  readonly TableName?: string
  readonly Error?: { readonly Code: string; readonly Message: string }
}

const CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'DuplicateItem',
  ResourceNotFoundException: 'ResourceNotFound',
  SerializationException: 'ValidationError',
  ValidationException: 'ValidationError',
}

const errorIn = ({ __type: type, Message, message }: DynaliteAnswer): StatementAnswer['Error'] => {
  if (typeof type !== 'string') return undefined
  const Code = CODES[type.split('#')[1] ?? ''] ?? 'InternalServerError'
  if (Code === 'DuplicateItem') return { Code, Message: 'Duplicate primary key exists in table' }
  return { Code, Message: String(message ?? Message ?? '') }
}

const keySchema = z.object({
  Table: z.object({
    KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  }),
})

/** A table, or why it cannot be written. */
type Target = { readonly hashKey: string } | { readonly error: StatementAnswer['Error'] }

const targetOf = async (server: Server, table: string): Promise<Target> => {
  const description = await callDynalite(server, 'DescribeTable', { TableName: table })
  const keys = keySchema.safeParse(description).data?.Table.KeySchema
  const hashKey = keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName
  return hashKey === undefined ? { error: errorIn(description) } : { hashKey }
}

const insert = async (
  server: Server,
  { table, names }: Insert,
  parameters: readonly unknown[],
  target: Target,
): Promise<StatementAnswer> => {
  if ('error' in target) return { TableName: table, Error: target.error }
  const answer = await callDynalite(server, 'PutItem', {
    TableName: table,
    Item: Object.fromEntries(names.map((name, index) => [name, parameters[index]])),
    // The older form of attribute_not_exists, which needs no parsing.
    Expected: { [target.hashKey]: { Exists: false } },
  })
  return { TableName: table, Error: errorIn(answer) }
}

const REFUSED: StatementAnswer = {
  Error: {
    Code: 'ValidationError',
    Message: `expected INSERT INTO "table" VALUE {'name': ?} with as many parameters, got another statement`,
  },
}

/**
 * DynamoDB's BatchExecuteStatement, which dynalite has not: each statement succeeds or fails for itself.
 *
 * @throws AwsServiceError ValidationException
 */
export const batchExecuteStatement = async (
  server: Server,
  body: unknown,
): Promise<{ readonly Responses: readonly StatementAnswer[] }> => {
  const { data, error } = input.safeParse(body)
  if (data === undefined)
    throw new AwsServiceError(
      'ValidationException',
      `expected 1 to 25 statements, with attribute values as parameters: ${error.message}`,
    )
  const targets = new Map<string, Promise<Target>>()
  const execute = async ({ Statement, Parameters }: Statement): Promise<StatementAnswer> => {
    const parsed = parseInsert(Statement)
    if (parsed?.names.length !== Parameters.length) return REFUSED
    const target = targets.get(parsed.table) ?? targetOf(server, parsed.table)
    targets.set(parsed.table, target)
    return insert(server, parsed, Parameters, await target)
  }
  return { Responses: await Promise.all(data.Statements.map(execute)) }
}
