import { authenticateSafely } from '../authenticate-safely.ts'
import type { Authenticated } from '../types.ts'
import type { Client } from './client.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { reasonCode } from './reason-code.ts'

/** [MQTT-3.1.2-24] of 3.1.1: one and a half times the keep-alive. */
const KEEP_ALIVE_TOLERANCE = 1.5

/** Starts whatever can end a connection by the passing of time. */
export const startTimers = (
  connection: MqttConnection,
  client: Client,
  authenticated: Authenticated | undefined,
): void => {
  watchKeepAlive(connection, client.keepAliveSeconds * KEEP_ALIVE_TOLERANCE * 1000)
  if (connection.transport.protocol === 'MQTT over WSS')
    connection.schedule(connection.gateway.quotas.webSocketLifetimeSeconds * 1000, () =>
      connection.end('WEBSOCKET_TTL_EXPIRATION', { code: reasonCode.administrativeAction }),
    )
  if (authenticated === undefined) return
  // Counted from the CONNECT: a later refresh does not extend it.
  connection.schedule(authenticated.disconnectAfterInSeconds * 1000, () =>
    connection.end('CUSTOMAUTH_TTL_EXPIRATION', { code: reasonCode.notAuthorized }),
  )
  scheduleRefresh(connection, client, authenticated)
}

const watchKeepAlive = (connection: MqttConnection, limitMs: number): void => {
  const idleMs = connection.gateway.clock.now() - connection.lastPacketAt
  if (idleMs >= limitMs)
    connection.end('MQTT_KEEP_ALIVE_TIMEOUT', { code: reasonCode.keepAliveTimeout })
  else connection.schedule(limitMs - idleMs, () => watchKeepAlive(connection, limitMs))
}

const scheduleRefresh = (
  connection: MqttConnection,
  client: Client,
  { refreshAfterInSeconds }: Authenticated,
): void =>
  connection.schedule(refreshAfterInSeconds * 1000, () => {
    // It cannot reject: authentication that fails is a refusal.
    void refresh(connection, client)
  })

const refresh = async (connection: MqttConnection, client: Client): Promise<void> => {
  const answer = await authenticateSafely(connection.gateway.authenticate, client.context)
  if (connection.hasEnded) return
  if (!answer.authenticated) {
    const { reason, detail } = answer
    connection.decide({ event: 'Refresh', outcome: 'refused', reason, detail })
    connection.end('AUTH_ERROR', { code: reasonCode.notAuthorized })
    return
  }
  client.principalId = answer.principalId
  client.policies = answer.policies
  connection.decide({ event: 'Refresh', outcome: 'allowed' })
  scheduleRefresh(connection, client, answer)
}
