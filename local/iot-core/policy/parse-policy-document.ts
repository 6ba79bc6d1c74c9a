import type { PolicyDocument, PolicyStatement } from '../types.ts'
import { parseConditionOperator } from './condition-operator.ts'
import { PolicySyntaxError } from './policy-syntax-error.ts'
import { isKnownConditionKey } from './request-values.ts'

// The version that AWS IoT documents; the older one of IAM has no policy variables.
const VERSION = '2012-10-17'
const DOCUMENT_MEMBERS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement'])
const STATEMENT_MEMBERS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Action',
  'Resource',
  'Condition',
])

type Members = Readonly<Record<string, unknown>>

const fail = (expected: string, got: unknown): never => {
  throw new PolicySyntaxError(`expected ${expected}, got ${describe(got)}`)
}

const describe = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 64))
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

const membersOf = (value: unknown, what: string): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : fail(what, value)

const refuseUnknown = (members: Members, known: ReadonlySet<string>, where: string): void => {
  for (const name of Object.keys(members)) {
    if (!known.has(name)) fail(`${where} of ${[...known].join(', ')} only`, name)
  }
}

const parseStrings = (value: unknown, what: string): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) fail(`at least one ${what}`, value)
  return list.map((item) =>
    typeof item === 'string' && item !== '' ? item : fail(`each ${what} as a string`, item),
  )
}

const parseAction = (value: unknown): readonly string[] =>
  parseStrings(value, 'Action').map((action) =>
    action === '*' || /^[a-z0-9-]+:[a-z*?]+$/i.test(action)
      ? action
      : fail('an Action such as iot:Publish', action),
  )

// JSON booleans are allowed as values of Bool.
const parseConditionValues = (value: unknown, key: string): readonly string[] =>
  parseStrings(
    Array.isArray(value)
      ? value.map((item) => (typeof item === 'boolean' ? String(item) : item))
      : typeof value === 'boolean'
        ? String(value)
        : value,
    `value of condition key ${key}`,
  )

const parseCondition = (value: unknown): PolicyStatement['Condition'] =>
  Object.fromEntries(
    Object.entries(membersOf(value, 'a Condition object')).map(([operator, keys]) => {
      if (parseConditionOperator(operator) === undefined) {
        fail('a condition operator that is emulated', operator)
      }
      const entries = Object.entries(membersOf(keys, `an object of keys under ${operator}`))
      return [operator, Object.fromEntries(entries.map(([key, wanted]) => parseKey(key, wanted)))]
    }),
  )

const parseKey = (key: string, wanted: unknown): readonly [string, readonly string[]] => {
  if (!isKnownConditionKey(key)) fail('a condition key that is emulated', key)
  return [key, parseConditionValues(wanted, key)]
}

const parseStatement = (value: unknown): PolicyStatement => {
  const members = membersOf(value, 'a Statement object')
  refuseUnknown(members, STATEMENT_MEMBERS, 'a statement')
  const { Effect, Sid, Condition } = members
  if (Effect !== 'Allow' && Effect !== 'Deny') return fail('Effect Allow or Deny', Effect)
  if (Sid !== undefined && typeof Sid !== 'string') fail('Sid as a string', Sid)
  return {
    Effect,
    Action: parseAction(members.Action),
    Resource: parseStrings(members.Resource, 'Resource'),
    ...(Condition === undefined ? {} : { Condition: parseCondition(Condition) }),
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the document, which is not ours to log.
    return fail('a policy document in JSON', 'text that is not JSON')
  }
}

/** Reads a policy document, an object or its JSON text; refuses with {@link PolicySyntaxError} whatever it does not know. */
export const parsePolicyDocument = (value: unknown): PolicyDocument => {
  const document = typeof value === 'string' ? parseJson(value) : value
  const members = membersOf(document, 'a policy document object')
  refuseUnknown(members, DOCUMENT_MEMBERS, 'a policy document')
  const { Version, Statement } = members
  if (Version !== VERSION) fail(`Version ${VERSION}`, Version)
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  if (statements.length === 0) fail('at least one Statement', Statement)
  return { Version: VERSION, Statement: statements.map(parseStatement) }
}
