import type { EvaluatePolicies, PolicyAction, PolicyContext, PolicyStatement } from '../types.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { expandToGlob } from './expand-variables.ts'
import { matchesGlob, parseGlob } from './glob.ts'

interface Request {
  readonly action: PolicyAction
  readonly resource: string
  readonly context: PolicyContext
}

const matchesAction = (statement: PolicyStatement, action: string): boolean =>
  statement.Action.some((pattern) =>
    matchesGlob(parseGlob(pattern.toLowerCase()), action.toLowerCase()),
  )

const matchesResource = (statement: PolicyStatement, { resource, context }: Request): boolean =>
  statement.Resource.some((pattern) => {
    const glob = expandToGlob(pattern, context)
    return glob !== undefined && matchesGlob(glob, resource)
  })

// A condition that cannot be told never lets anything through: it switches an Allow off and leaves a Deny on.
const applies = (statement: PolicyStatement, request: Request): boolean => {
  if (!matchesAction(statement, request.action)) return false
  if (!matchesResource(statement, request)) return false
  const outcome = evaluateCondition(statement.Condition, request.context)
  return statement.Effect === 'Deny' ? outcome !== 'unmet' : outcome === 'met'
}

// AWS compares iot:LastWillTopic with ARNs, which belong to the account and Region of the client's.
const withLastWillArn = (context: PolicyContext, resource: string): PolicyContext => {
  if (context.lastWillTopic === undefined) return context
  const prefix = resource.split(':', 5).join(':')
  return { ...context, lastWillTopic: `${prefix}:topic/${context.lastWillTopic}` }
}

/** Decides an action on a resource over all documents: an explicit deny wins, and what nothing allows is denied. */
export const evaluatePolicies: EvaluatePolicies = (policies, action, resource, context) => {
  const request = { action, resource, context: withLastWillArn(context, resource) }
  const effects = policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect)
  if (effects.includes('Deny')) return 'EXPLICIT_DENY'
  return effects.includes('Allow') ? 'ALLOWED' : 'IMPLICIT_DENY'
}
