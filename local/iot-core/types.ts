/** What AWS IoT Core shows an authorizer of one connection or one HTTPS request. */
export interface ConnectionContext {
  /** UUID of the connection; `connectionMetadata.id` of the Lambda event. */
  readonly connectionId: string
  readonly sourceIp: string
  readonly sourcePort: number
  /** SNI host name, if the client sent one. */
  readonly serverName?: string
  /** Present for HTTPS publishes and for the upgrade request of MQTT over WebSocket. */
  readonly http?: {
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>
    /** Raw, with its leading `?`; empty if the request had none. */
    readonly queryString: string
  }
  /** Present once an MQTT CONNECT was read. */
  readonly mqtt?: {
    readonly username?: string
    readonly password?: Uint8Array
    /** Absent if the client sent an empty one. */
    readonly clientId?: string
  }
}

export type PolicyEffect = 'Allow' | 'Deny'

export interface PolicyStatement {
  readonly Effect: PolicyEffect
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export interface PolicyDocument {
  readonly Version: string
  readonly Statement: readonly PolicyStatement[]
}

/** Why a connection, a request or an operation was refused: the reason code of a decision. */
export type RefusalReason =
  | 'AUTHORIZER_NOT_SPECIFIED'
  | 'AUTHORIZER_NOT_FOUND'
  | 'AUTHORIZER_INACTIVE'
  | 'MALFORMED_CREDENTIALS'
  | 'TOKEN_MISSING'
  | 'SIGNATURE_MISSING'
  | 'SIGNATURE_INVALID'
  | 'AUTHORIZER_NOT_INVOCABLE'
  | 'AUTHORIZER_TIMED_OUT'
  | 'AUTHORIZER_FAILED'
  | 'AUTHORIZER_RESPONSE_INVALID'
  | 'NOT_AUTHENTICATED'
  | 'EXPLICIT_DENY'
  | 'IMPLICIT_DENY'
  | 'SERVER_NAME_MISMATCH'
  | 'CLIENT_ID_INVALID'
  | 'TOPIC_INVALID'
  | 'TOPIC_RESERVED'
  | 'QUOTA_EXCEEDED'
  | 'PROTOCOL_ERROR'

export interface Authenticated {
  readonly authenticated: true
  readonly authorizerName: string
  readonly principalId: string
  readonly policies: readonly PolicyDocument[]
  readonly refreshAfterInSeconds: number
  readonly disconnectAfterInSeconds: number
  /** The answer may be kept for later requests of one persistent HTTP connection. */
  readonly cacheableForHttp: boolean
}

export interface Refused {
  readonly authenticated: false
  readonly reason: RefusalReason
  /** For the operator: expected first, then what came. Never a token or a signature. */
  readonly detail: string
}

/** Custom authentication as a whole; never rejects, every failure is a {@link Refused}. */
export type Authenticate = (context: ConnectionContext) => Promise<Authenticated | Refused>

export type PolicyAction =
  | 'iot:Connect'
  | 'iot:Publish'
  | 'iot:Receive'
  | 'iot:Subscribe'
  | 'iot:RetainPublish'

/** What conditions of a policy can ask about (`iot:ConnectAttributes`, `iot:LastWillTopic`, `iot:ClientId`, `aws:SourceIp`). */
export interface PolicyContext {
  readonly clientId?: string
  readonly sourceIp: string
  readonly connectAttributes?: readonly ('PersistentConnect' | 'LastWill')[]
  readonly lastWillTopic?: string
}

export type PolicyDecision = 'ALLOWED' | 'EXPLICIT_DENY' | 'IMPLICIT_DENY'

export type EvaluatePolicies = (
  policies: readonly PolicyDocument[],
  action: PolicyAction,
  /** The whole ARN, e.g. `arn:aws:iot:eu-west-1:123456789012:topic/a/b`. */
  resource: string,
  context: PolicyContext,
) => PolicyDecision

/** One line of what the gateway decided, for logs, terminals and tests. Never holds a token or a payload. */
export interface GatewayDecision {
  readonly timestamp: Date
  readonly event:
    | 'Connect'
    | 'Publish'
    | 'Subscribe'
    | 'Unsubscribe'
    | 'Receive'
    | 'Refresh'
    | 'Disconnect'
  readonly protocol: 'MQTT' | 'MQTT over WSS' | 'HTTPS'
  readonly outcome: 'allowed' | 'refused'
  readonly clientId?: string
  readonly principalId?: string
  readonly sourceIp: string
  /** The topic or topic filter, where there is one. */
  readonly resource?: string
  readonly reason?: RefusalReason | string
  readonly detail?: string
}
