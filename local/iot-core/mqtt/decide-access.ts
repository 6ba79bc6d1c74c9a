import type { Gateway } from '../gateway.ts'
import type { PolicyAction, PolicyContext, PolicyDecision, PolicyDocument } from '../types.ts'

/** The ARN of what an action is done to. */
export const resourceArn = (arnPrefix: string, action: PolicyAction, name: string): string => {
  if (action === 'iot:Connect') return `${arnPrefix}:client/${name}`
  if (action === 'iot:Subscribe') return `${arnPrefix}:topicfilter/${name}`
  return `${arnPrefix}:topic/${name}`
}

/** Asks a caller's policies; an evaluation that fails denies. */
export const decideAccess = (
  gateway: Pick<Gateway, 'arnPrefix' | 'evaluatePolicies'>,
  policies: readonly PolicyDocument[],
  action: PolicyAction,
  name: string,
  context: PolicyContext,
): PolicyDecision => {
  try {
    const resource = resourceArn(gateway.arnPrefix, action, name)
    return gateway.evaluatePolicies(policies, action, resource, context)
  } catch {
    return 'IMPLICIT_DENY'
  }
}

/** The policies without those Allow statements that say nothing of connection attributes. */
export const onlyWithConnectAttributes = (
  policies: readonly PolicyDocument[],
): readonly PolicyDocument[] =>
  policies.map((policy) => ({
    ...policy,
    Statement: policy.Statement.filter(
      ({ Effect, Condition }) =>
        Effect === 'Deny' ||
        Object.values(Condition ?? {}).some((keys) => Object.hasOwn(keys, 'iot:ConnectAttributes')),
    ),
  }))
