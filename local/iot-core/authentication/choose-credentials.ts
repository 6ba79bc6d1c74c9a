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

const isExplicit = ({ authorizerName, signature }: Credentials): boolean =>
  authorizerName !== undefined || signature !== undefined

/**
 * The credentials of a connection: those of the first source that names an authorizer or has a signature,
 * else of the first with a token for the default authorizer.
 */
export const chooseCredentials = (
  context: ConnectionContext,
  defaultTokenKeyName: string | undefined,
  options: CredentialOptions = {},
): Credentials => {
  const sources = options.precedence ?? DEFAULT_PRECEDENCE
  for (const source of sources) {
    const credentials = read(source, context, options)
    if (isExplicit(credentials)) return credentials
  }
  if (defaultTokenKeyName === undefined) return NO_CREDENTIALS
  return (
    sources
      .map((source) => read(source, context, options))
      .find(({ token }) => token(defaultTokenKeyName) !== undefined) ?? NO_CREDENTIALS
  )
}
