import { isWellFormedText } from './topic.ts'

/** Why a connection ended, in the words of AWS's `disconnected` event. */
export type DisconnectReason =
  | 'AUTH_ERROR'
  | 'CLIENT_INITIATED_DISCONNECT'
  | 'CLIENT_ERROR'
  | 'CONNECTION_LOST'
  | 'DUPLICATE_CLIENTID'
  | 'FORBIDDEN_ACCESS'
  | 'MQTT_KEEP_ALIVE_TIMEOUT'
  | 'SERVER_ERROR'
  | 'SERVER_INITIATED_DISCONNECT'
  | 'API_INITIATED_DISCONNECT'
  | 'THROTTLED'
  | 'WEBSOCKET_TTL_EXPIRATION'
  | 'CUSTOMAUTH_TTL_EXPIRATION'

interface EventOf<Type extends string> {
  readonly clientId: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly eventType: Type
  readonly sessionIdentifier: string
  readonly principalIdentifier: string
}

interface Connected extends EventOf<'connected'> {
  readonly ipAddress: string
  readonly versionNumber: number
}

interface Disconnected extends EventOf<'disconnected'> {
  readonly clientInitiatedDisconnect: boolean
  readonly disconnectReason: DisconnectReason
  readonly versionNumber: number
}

interface ConnectFailed extends Omit<EventOf<'connect_failed'>, 'principalIdentifier'> {
  readonly principalIdentifier?: string
  readonly connectFailureReason: 'AUTHORIZATION_FAILED'
  readonly ipAddress: string
}

interface SubscriptionsChanged extends EventOf<'subscribed' | 'unsubscribed'> {
  readonly topics: readonly string[]
}

/** The payload of a message to `$aws/events/presence/…` or `$aws/events/subscriptions/…`. */
export type LifecycleEvent = Connected | Disconnected | ConnectFailed | SubscriptionsChanged

/**
 * The topic an event is published to. AWS publishes none for a client id with a wildcard character in it; one that no topic may
 * contain would cost the watching operators their connections.
 */
export const lifecycleTopic = ({ eventType, clientId }: LifecycleEvent): string | undefined => {
  if (clientId === '' || /[+#]/.test(clientId) || !isWellFormedText(clientId)) return undefined
  const kind =
    eventType === 'subscribed' || eventType === 'unsubscribed' ? 'subscriptions' : 'presence'
  return `$aws/events/${kind}/${eventType}/${clientId}`
}
