import { z } from 'zod'
import { arnLike } from '../../lambda/resource-policy.ts'

const oneOrMore = z.union([z.array(z.string()), z.string().transform((one) => [one])])

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
})

const policyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
})

/** One action on one resource, both with wildcards, out of an identity policy. */
export interface PolicyGrant {
  readonly effect: 'Allow' | 'Deny'
  readonly action: string
  readonly resource: string
}

/** Reads an identity policy; conditions, and whatever else would be ignored, are refused. */
export const parsePolicyGrants = (document: unknown): readonly PolicyGrant[] => {
  const parsed = policyDocument.safeParse(document)
  if (!parsed.success)
    throw new Error(
      `expected a policy of actions and resources only: ${z.prettifyError(parsed.error)}`,
    )
  return parsed.data.Statement.flatMap(({ Effect, Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => ({ effect: Effect, action, resource }))),
  )
}

const actionMatches = (pattern: string, action: string): boolean => {
  const expression = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  // IAM compares actions without regard to case.
  return new RegExp(`^${expression}$`, 'i').test(action)
}

/** Whether a grant is about an action on a resource; where AWS has no resource level only `*` is. */
export const coversCall = (
  grant: PolicyGrant,
  { action, resource }: { readonly action: string; readonly resource: string },
): boolean =>
  actionMatches(grant.action, action) &&
  (grant.resource === '*' || (resource !== '*' && arnLike(grant.resource, resource)))
