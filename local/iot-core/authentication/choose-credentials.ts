import type { ConnectionContext } from '../types.ts'
import {
  type Credentials,
  credentialsFromHeaders,
  credentialsFromQuery,
  credentialsFromUsername,
  NO_CREDENTIALS,
  type UsernameOptions,
} from './credentials.ts'

export type CredentialSource = 'headers' | 'query' | 'username'

export interface CredentialOptions extends UsernameOptions {
  /**
   * Which source counts when several hold credentials; they are never mixed. AWS does not say.
   * @default ['headers', 'query', 'username']
   */
  readonly precedence?: readonly CredentialSource[]
}

const DEFAULT_PRECEDENCE: readonly CredentialSource[] = ['headers', 'query', 'username']

const read = (
  source: CredentialSource,
  { http, mqtt }: ConnectionContext,
  options: CredentialOptions,
): Credentials => {
  if (source === 'headers') return credentialsFromHeaders(http?.headers ?? {})
  if (source === 'query') return credentialsFromQuery(http?.queryString ?? '', options)
  return credentialsFromUsername(mqtt?.username ?? '', options)
}

/**
 * The credentials of a connection: those of the first source that names an authorizer, has a signature,
 * or has a token for the default authorizer.
 */
export const chooseCredentials = (
  context: ConnectionContext,
  defaultTokenKeyName: string | undefined,
  options: CredentialOptions = {},
): Credentials => {
  for (const source of options.precedence ?? DEFAULT_PRECEDENCE) {
    const credentials = read(source, context, options)
    const { authorizerName, signature, token } = credentials
    if (authorizerName !== undefined || signature !== undefined) return credentials
    if (defaultTokenKeyName !== undefined && token(defaultTokenKeyName) !== undefined) {
      return credentials
    }
  }
  return NO_CREDENTIALS
}
