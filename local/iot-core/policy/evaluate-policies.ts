import type {
  EvaluatePolicies,
  PolicyAction,
  PolicyContext,
  PolicyDocument,
  PolicyStatement,
} from '../types.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { expandToGlob } from './expand-variables.ts'
import { matchesGlob, parseGlob } from './glob.ts'

export interface PolicyEvaluationOptions {
  /**
   * Whether an Allow of iot:Connect covers a persistent session or a last will only if its condition names `iot:ConnectAttributes`.
   * AWS documents a sentence that can be read so; ordinary policy logic says otherwise.
   * @default false
   */
  readonly connectAttributesNeedCondition?: boolean
}

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

const namesConnectAttributes = (statement: PolicyStatement): boolean =>
  Object.values(statement.Condition ?? {}).some((keys) =>
    Object.keys(keys).some((key) => key.toLowerCase() === 'iot:connectattributes'),
  )

const isUncoveredConnect = (statement: PolicyStatement, { action, context }: Request): boolean =>
  action === 'iot:Connect' &&
  (context.connectAttributes ?? []).length > 0 &&
  !namesConnectAttributes(statement)

// A condition that cannot be told never lets anything through: it switches an Allow off and leaves a Deny on.
const applies = (
  statement: PolicyStatement,
  request: Request,
  options: PolicyEvaluationOptions,
): boolean => {
  if (!matchesAction(statement, request.action)) return false
  if (!matchesResource(statement, request)) return false
  const outcome = evaluateCondition(statement.Condition, request.context)
  if (statement.Effect === 'Deny') return outcome !== 'unmet'
  if (options.connectAttributesNeedCondition && isUncoveredConnect(statement, request)) return false
  return outcome === 'met'
}

/** Policy evaluation with other choices for what AWS leaves undocumented. */
export const createPolicyEvaluation =
  (options: PolicyEvaluationOptions = {}): EvaluatePolicies =>
  (policies: readonly PolicyDocument[], action, resource, context) => {
    const request = { action, resource, context }
    const effects = new Set(
      policies.flatMap(({ Statement }) =>
        Statement.filter((statement) => applies(statement, request, options)).map(
          ({ Effect }) => Effect,
        ),
      ),
    )
    if (effects.has('Deny')) return 'EXPLICIT_DENY'
    return effects.has('Allow') ? 'ALLOWED' : 'IMPLICIT_DENY'
  }

/** Decides an action on a resource over all documents: an explicit deny wins, and what nothing allows is denied. */
export const evaluatePolicies: EvaluatePolicies = createPolicyEvaluation()
