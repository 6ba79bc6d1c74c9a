import type { Authorizer } from '../control-plane/authorizer.ts'
import type { Authenticate, Authenticated, ConnectionContext, Refused } from '../types.ts'
import { AuthenticationRefusal } from './authentication-refusal.ts'
import { type AuthorizerEventOptions, buildAuthorizerEvent } from './authorizer-event.ts'
import { type CredentialOptions, chooseCredentials } from './choose-credentials.ts'
import type { Credentials } from './credentials.ts'
import { type InvocationOptions, invokeAuthorizer } from './invoke-authorizer.ts'
import {
  type AuthorizerResult,
  type AuthorizerResultOptions,
  parseAuthorizerResult,
} from './parse-authorizer-result.ts'
import { requireSignature } from './require-signature.ts'
import { type Authorizers, selectAuthorizer } from './select-authorizer.ts'

export interface CustomAuthenticationOptions extends InvocationOptions {
  readonly authorizers: Authorizers
  /** Whether a client may name its authorizer; if not, the default one decides, as with a domain configuration. @default true */
  readonly allowAuthorizerOverride?: boolean
  readonly credentials?: CredentialOptions
  readonly event?: AuthorizerEventOptions & {
    /** Whether the Lambda sees the token percent-decoded; AWS does not say, and a JWT is the same either way. @default 'decoded' */
    readonly token?: 'decoded' | 'raw'
  }
  readonly result?: AuthorizerResultOptions
}

const decide = async (
  context: ConnectionContext,
  authorizer: Authorizer,
  credentials: Credentials,
  options: CustomAuthenticationOptions,
): Promise<AuthorizerResult> => {
  const { tokenKeyName } = authorizer
  const token = tokenKeyName === undefined ? undefined : credentials.token(tokenKeyName)
  const { signature } = credentials
  const signatureVerified = requireSignature(authorizer, { token: token?.decoded, signature })
  const shownToken = token?.[options.event?.token ?? 'decoded']
  const event = buildAuthorizerEvent(context, shownToken, signatureVerified, options.event)
  const answer = await invokeAuthorizer(authorizer, event, options)
  const result = parseAuthorizerResult(answer, options.result)
  if (result !== undefined) return result
  throw new AuthenticationRefusal(
    'NOT_AUTHENTICATED',
    `expected isAuthenticated true from authorizer ${authorizer.name}, got false`,
  )
}

const authenticate = async (
  context: ConnectionContext,
  options: CustomAuthenticationOptions,
): Promise<Authenticated> => {
  const { authorizers, allowAuthorizerOverride = true } = options
  const defaultTokenKeyName = authorizers.findDefault()?.tokenKeyName
  const credentials = chooseCredentials(context, defaultTokenKeyName, options.credentials)
  const authorizer = selectAuthorizer(
    authorizers,
    credentials.authorizerName,
    allowAuthorizerOverride,
  )
  const result = await decide(context, authorizer, credentials, options)
  return {
    authenticated: true,
    authorizerName: authorizer.name,
    principalId: result.principalId,
    policies: result.policies,
    refreshAfterInSeconds: result.refreshAfterInSeconds,
    disconnectAfterInSeconds: result.disconnectAfterInSeconds,
    cacheableForHttp: authorizer.enableCachingForHttp && context.mqtt === undefined,
  }
}

const refusalOf = (error: unknown): Refused => {
  if (error instanceof AuthenticationRefusal) {
    return { authenticated: false, reason: error.reason, detail: error.message }
  }
  // An unforeseen error may quote anything, so it is told by its kind only.
  const kind = error instanceof Error ? error.name : typeof error
  const detail = `expected custom authentication to come to a decision, got ${kind}`
  return { authenticated: false, reason: 'AUTHORIZER_FAILED', detail }
}

/**
 * AWS IoT Core's custom authentication: credentials, authorizer, token signature, Lambda, in that order.
 * Nothing is kept from one call to the next, so a refresh repeats all of it.
 */
export const createCustomAuthentication =
  (options: CustomAuthenticationOptions): Authenticate =>
  async (context) => {
    try {
      return await authenticate(context, options)
    } catch (error) {
      return refusalOf(error)
    }
  }
