import { z } from 'zod'
import { arnLike } from '../../lambda/resource-policy.ts'
import { wildcardExpression } from '../../wildcard-expression.ts'
import type { RequiredPermission } from '../access-control.ts'

const oneOrMore = z.union([z.array(z.string()), z.string().transform((one) => [one])])

/** Condition keys are compared without regard to case. */
const stringEquals = z
  .record(z.string(), oneOrMore)
  .transform((keys) =>
    Object.entries(keys).map(([key, values]) => [key.toLowerCase(), values] as const),
  )

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.strictObject({ StringEquals: stringEquals }).optional(),
})

const policyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  // One statement may stand without a list.
  Statement: z.preprocess((value) => [value].flat(), z.array(statement)),
})

/** One action on one resource, both with wildcards, out of an identity policy. */
export interface PolicyGrant {
  readonly effect: 'Allow' | 'Deny'
  readonly action: string
  readonly resource: string
  /** Values of which each condition key has to have one. */
  readonly conditions?: readonly (readonly [key: string, values: readonly string[]])[]
}

/** Reads an identity policy; other conditions than StringEquals, and whatever else would be ignored, are refused. */
export const parsePolicyGrants = (document: unknown): readonly PolicyGrant[] => {
  const parsed = policyDocument.safeParse(document)
  if (!parsed.success)
    throw new Error(
      `expected a policy of actions, resources and StringEquals only: ${z.prettifyError(parsed.error)}`,
    )
  return parsed.data.Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({
        effect: Effect,
        action,
        resource,
        ...(Condition !== undefined && { conditions: Condition.StringEquals }),
      })),
    ),
  )
}

const meetsConditions = (
  { conditions = [] }: PolicyGrant,
  context: Readonly<Record<string, string>>,
): boolean => {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  return conditions.every(([key, values]) => {
    const value = known.get(key)
    return value !== undefined && values.includes(value)
  })
}

/** Whether a grant is about an action on a resource; where AWS has no resource level only `*` is. */
export const coversCall = (
  grant: PolicyGrant,
  { action, resource, context = {} }: RequiredPermission,
): boolean =>
  // IAM compares actions without regard to case.
  wildcardExpression(grant.action, 'is').test(action) &&
  meetsConditions(grant, context) &&
  (grant.resource === '*' || (resource !== '*' && arnLike(grant.resource, resource)))
