import type { ConnectionContext } from '../types.ts'

export type AuthorizerProtocol = 'tls' | 'http' | 'mqtt'

/** What the Lambda of a custom authorizer is invoked with. https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html */
export interface AuthorizerEvent {
  readonly token?: string
  readonly signatureVerified: boolean
  readonly protocols: readonly AuthorizerProtocol[]
  /** Absent in a test invocation without any context. */
  readonly protocolData?: AuthorizerProtocolData
  readonly connectionMetadata: { readonly id: string }
}

export interface AuthorizerProtocolData {
  readonly tls?: { readonly serverName: string }
  readonly http?: {
    readonly headers: Readonly<Record<string, string>>
    /** With its leading `?`. */
    readonly queryString?: string
  }
  readonly mqtt?: {
    readonly username?: string
    /** In base64. */
    readonly password?: string
    readonly clientId?: string
  }
}

export interface AuthorizerEventOptions {
  /** Whether the Lambda sees the whole username or what precedes the first `?`; AWS does not say. @default 'whole' */
  readonly username?: 'whole' | 'before-parameters'
}

const httpData = ({ headers, queryString }: NonNullable<ConnectionContext['http']>) => ({
  headers,
  ...(queryString === '' ? {} : { queryString }),
})

const mqttData = (
  { username, password, clientId }: NonNullable<ConnectionContext['mqtt']>,
  options: AuthorizerEventOptions,
) => ({
  ...(username === undefined ? {} : { username: shownUsername(username, options) }),
  ...(password === undefined ? {} : { password: Buffer.from(password).toString('base64') }),
  ...(clientId === undefined ? {} : { clientId }),
})

const shownUsername = (username: string, options: AuthorizerEventOptions): string =>
  options.username === 'before-parameters' ? username.replace(/\?.*$/s, '') : username

/** Builds the event for a connection or request; what the client did not send is absent. */
export const buildAuthorizerEvent = (
  context: ConnectionContext,
  token: string | undefined,
  signatureVerified: boolean,
  options: AuthorizerEventOptions = {},
): AuthorizerEvent => {
  const { serverName, http, mqtt, connectionId } = context
  return {
    ...(token === undefined ? {} : { token }),
    signatureVerified,
    protocols: [
      'tls',
      ...(http === undefined ? [] : (['http'] as const)),
      ...(mqtt === undefined ? [] : (['mqtt'] as const)),
    ],
    protocolData: {
      ...(serverName === undefined ? {} : { tls: { serverName } }),
      ...(http === undefined ? {} : { http: httpData(http) }),
      ...(mqtt === undefined ? {} : { mqtt: mqttData(mqtt, options) }),
    },
    connectionMetadata: { id: connectionId },
  }
}
