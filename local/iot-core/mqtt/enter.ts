import type { IConnackPacket } from 'mqtt-packet'
import type { Quotas } from '../quotas.ts'
import { TokenBucket } from '../token-bucket.ts'
import type { Admission } from './admission.ts'
import type { Client } from './client.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { reasonCode, returnCode } from './reason-code.ts'
import { startTimers } from './session-timers.ts'

/** AWS takes 0 and everything above the greatest for the greatest, and everything below the least for the least. */
export const keepAliveSeconds = (
  requested: number,
  { minimumKeepAliveSeconds, maximumKeepAliveSeconds }: Quotas,
): number => {
  if (requested === 0) return maximumKeepAliveSeconds
  return Math.min(Math.max(requested, minimumKeepAliveSeconds), maximumKeepAliveSeconds)
}

const connack = (
  { version, packet, gateway, sessionExpirySeconds, clientId, isClientIdAssigned }: Admission,
  client: Client,
  sessionPresent: boolean,
): IConnackPacket => {
  if (version === 4) return { cmd: 'connack', sessionPresent, returnCode: returnCode.accepted }
  const { quotas } = gateway
  const requestedExpiry = packet.properties?.sessionExpiryInterval ?? 0
  return {
    cmd: 'connack',
    sessionPresent,
    reasonCode: reasonCode.success,
    properties: {
      ...(requestedExpiry === sessionExpirySeconds
        ? {}
        : { sessionExpiryInterval: sessionExpirySeconds }),
      receiveMaximum: quotas.inFlightMessages,
      maximumQoS: 1,
      retainAvailable: true,
      maximumPacketSize: quotas.maximumPacketBytes,
      ...(isClientIdAssigned ? { assignedClientIdentifier: clientId } : {}),
      topicAliasMaximum: quotas.topicAliases,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: true,
      serverKeepAlive: client.keepAliveSeconds,
    },
  }
}

const createClient = (
  admission: Admission,
  connection: MqttConnection,
  client: Pick<Client, 'session'>,
): Client => {
  const { gateway, packet, version, clientId, context, authenticated, will } = admission
  const { clock, quotas } = gateway
  return {
    ...client,
    clientId,
    version,
    context,
    principalId: authenticated?.principalId ?? 'operator',
    policies: authenticated?.policies ?? [],
    sessionIdentifier: connection.id,
    connectedAt: new Date(clock.now()),
    versionNumber: gateway.connectionCounter.connected(clientId),
    keepAliveSeconds: keepAliveSeconds(packet.keepalive ?? 0, quotas),
    receiveMaximum: packet.properties?.receiveMaximum ?? Number.POSITIVE_INFINITY,
    maximumPacketBytes: packet.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    will,
    topicAliases: new Map(),
    notes: new TokenBucket(clock, 1),
    refusedFilters: 0,
    publishesIn: new TokenBucket(
      clock,
      connection.isOperator ? Number.POSITIVE_INFINITY : quotas.publishesInPerSecond,
    ),
  }
}

/** Makes an admitted CONNECT a client: takes over from an older connection, opens the session, answers, announces, delivers. */
export const enter = (connection: MqttConnection, admission: Admission): void => {
  const { gateway, packet, version, sessionKey, sessionExpirySeconds } = admission
  gateway.connections
    .get(sessionKey)
    ?.end('DUPLICATE_CLIENTID', { code: reasonCode.sessionTakenOver })
  gateway.wills.cancel(sessionKey)
  const { session, isPresent } = gateway.sessions.open(
    {
      key: sessionKey,
      family: version === 5 ? 'MQTT5' : 'MQTT3',
      expirySeconds: sessionExpirySeconds,
    },
    packet.clean !== true,
  )
  const client = createClient(admission, connection, { session })
  connection.become(client)
  gateway.connections.set(sessionKey, connection)
  connection.send(connack(admission, client, isPresent))
  connection.decide({ event: 'Connect', outcome: 'allowed' })
  startTimers(connection, client, admission.authenticated)
  if (!connection.isOperator)
    gateway.announce({
      clientId: client.clientId,
      timestamp: gateway.clock.now(),
      eventType: 'connected',
      sessionIdentifier: client.sessionIdentifier,
      principalIdentifier: client.principalId,
      ipAddress: connection.transport.sourceIp,
      versionNumber: client.versionNumber,
    })
  session.attach(connection)
}
