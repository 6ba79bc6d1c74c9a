import type { Authorizer } from '../control-plane/authorizer.ts'
import { isAuthorizerName } from '../control-plane/parse-authorizer.ts'
import { AuthenticationRefusal } from './authentication-refusal.ts'

/** Where authorizers are looked up. */
export interface Authorizers {
  find(name: string): Authorizer | undefined
  findDefault(): Authorizer | undefined
}

/** Finds the authorizer of a request: the named one, or the default one if none was named or naming is not allowed. */
export const selectAuthorizer = (
  authorizers: Authorizers,
  requestedName: string | undefined,
  allowOverride: boolean,
): Authorizer => {
  const name = allowOverride ? requestedName : undefined
  const authorizer = name === undefined ? findDefault(authorizers) : findNamed(authorizers, name)
  if (authorizer.status === 'ACTIVE') return authorizer
  throw new AuthenticationRefusal(
    'AUTHORIZER_INACTIVE',
    `expected authorizer ${authorizer.name} to be ACTIVE, got ${authorizer.status}`,
  )
}

const findDefault = (authorizers: Authorizers): Authorizer => {
  const authorizer = authorizers.findDefault()
  if (authorizer !== undefined) return authorizer
  throw new AuthenticationRefusal(
    'AUTHORIZER_NOT_SPECIFIED',
    'expected x-amz-customauthorizer-name or a default authorizer, got neither',
  )
}

const findNamed = (authorizers: Authorizers, name: string): Authorizer => {
  const authorizer = authorizers.find(name)
  if (authorizer !== undefined) return authorizer
  // A text that cannot be a name may be a token that strayed, so it is not repeated.
  const got = isAuthorizerName(name) ? name : `a text of ${name.length} characters`
  throw new AuthenticationRefusal(
    'AUTHORIZER_NOT_FOUND',
    `expected an existing authorizer, got ${got}`,
  )
}
