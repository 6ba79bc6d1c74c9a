import type { DisconnectReason } from '../lifecycle-event.ts'
import type { Client } from './client.ts'
import type { MqttConnection } from './mqtt-connection.ts'

export interface EndOptions {
  /** Reason code of the DISCONNECT that an MQTT 5 client gets. */
  readonly code?: number
  readonly detail?: string
  readonly preventWill?: boolean
}

/** What happens when a client's connection is gone: its session waits or goes, its last will is published, AWS's event is sent. */
export const leave = (
  connection: MqttConnection,
  client: Client,
  reason: DisconnectReason,
  options: EndOptions,
): void => {
  const { gateway, isOperator } = connection
  const { session, will } = client
  if (gateway.connections.get(session.key) === connection) gateway.connections.delete(session.key)
  gateway.sessions.release(session)
  gateway.connectionCounter.disconnected(client.clientId)
  if (will !== undefined && options.preventWill !== true)
    gateway.wills.publish(session.key, {
      ...will,
      delaySeconds: Math.min(will.delaySeconds, session.expirySeconds),
    })
  if (isOperator) return
  connection.decide({
    event: 'Disconnect',
    outcome: 'allowed',
    reason,
    ...(options.detail === undefined ? {} : { detail: options.detail }),
  })
  gateway.announce({
    clientId: client.clientId,
    timestamp: gateway.clock.now(),
    eventType: 'disconnected',
    sessionIdentifier: client.sessionIdentifier,
    principalIdentifier: client.principalId,
    clientInitiatedDisconnect: reason === 'CLIENT_INITIATED_DISCONNECT',
    disconnectReason: reason,
    versionNumber: client.versionNumber,
  })
}
