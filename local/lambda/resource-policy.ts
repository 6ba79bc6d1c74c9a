import { wildcardExpression } from '../wildcard-expression.ts'

/** What an `AWS::Lambda::Permission` lets a service do. */
export interface InvokePermission {
  readonly principal: string
  /** May hold the wildcards `*` and `?`. */
  readonly sourceArn?: string
  readonly sourceAccount?: string
}

/** Who calls a function: an AWS service, or somebody with a role of the account. */
export type Caller =
  | {
      readonly kind: 'service'
      readonly principal: string
      readonly sourceArn: string
      readonly sourceAccount: string
    }
  | { readonly kind: 'account' }

/** IAM's ArnLike: the first five segments are compared one by one, the rest of the ARN as a whole. */
export const arnLike = (pattern: string, arn: string): boolean => {
  const segments = (whole: string): string[] => {
    const parts = whole.split(':')
    return [...parts.slice(0, 5), parts.slice(5).join(':')]
  }
  const values = segments(arn)
  return segments(pattern).every((segment, index) =>
    wildcardExpression(segment, 's').test(values[index] ?? ''),
  )
}

/** Decides whether the resource policy of a function lets a caller invoke it; a role of the account needs no permission there. */
export const mayInvoke = (permissions: readonly InvokePermission[], caller: Caller): boolean =>
  caller.kind === 'account' ||
  permissions.some(
    ({ principal, sourceArn, sourceAccount }) =>
      principal === caller.principal &&
      (sourceArn === undefined || arnLike(sourceArn, caller.sourceArn)) &&
      (sourceAccount === undefined || sourceAccount === caller.sourceAccount),
  )
