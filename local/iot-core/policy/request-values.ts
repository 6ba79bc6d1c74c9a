import type { PolicyContext } from '../types.ts'

type ValueOf = (context: PolicyContext) => readonly string[] | undefined

const one = (value: string | undefined): readonly string[] | undefined =>
  value === undefined ? undefined : [value]

// The device gateway listens on TLS only.
const SECURE_TRANSPORT: ValueOf = () => ['true']

const VALUE_OF: ReadonlyMap<string, ValueOf> = new Map<string, ValueOf>([
  ['iot:clientid', (context) => one(context.clientId)],
  ['iot:connectattributes', (context) => context.connectAttributes],
  ['iot:lastwilltopic', (context) => one(context.lastWillTopic)],
  ['aws:sourceip', (context) => one(context.sourceIp)],
  ['aws:securetransport', SECURE_TRANSPORT],
])

const VARIABLES: ReadonlySet<string> = new Set(['iot:clientid', 'aws:sourceip'])

/** Condition keys that a policy may use; IAM compares their names without regard to case. */
export const isKnownConditionKey = (key: string): boolean => VALUE_OF.has(key.toLowerCase())

/** The values that a request has for a condition key; empty if it has none. */
export const conditionValues = (key: string, context: PolicyContext): readonly string[] =>
  VALUE_OF.get(key.toLowerCase())?.(context) ?? []

/** The value of a policy variable; undefined if this request has none or the variable is not known here. */
export const variableValue = (name: string, context: PolicyContext): string | undefined => {
  const key = name.toLowerCase()
  return VARIABLES.has(key) ? VALUE_OF.get(key)?.(context)?.[0] : undefined
}
