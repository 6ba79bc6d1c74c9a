import type { IDisconnectPacket, Packet } from 'mqtt-packet'
import type { Client } from './client.ts'
import { handlePublish } from './handle-publish.ts'
import { handleSubscribe } from './handle-subscribe.ts'
import { handleUnsubscribe } from './handle-unsubscribe.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { reasonCode } from './reason-code.ts'

/** Acts on a packet of an admitted client. */
export const handlePacket = (connection: MqttConnection, client: Client, packet: Packet): void => {
  switch (packet.cmd) {
    case 'publish':
      handlePublish(connection, client, packet)
      break
    case 'puback':
      client.session.acknowledge(packet.messageId ?? 0)
      break
    case 'subscribe':
      handleSubscribe(connection, client, packet)
      break
    case 'unsubscribe':
      handleUnsubscribe(connection, client, packet)
      break
    case 'pingreq':
      connection.send({ cmd: 'pingresp' })
      break
    case 'disconnect':
      handleDisconnect(connection, client, packet)
      break
    default:
      // A second CONNECT [MQTT-3.1.0-2], AUTH, QoS 2's packets, and those that only a server sends.
      connection.end('CLIENT_ERROR', {
        code: reasonCode.protocolError,
        detail: `expected a packet AWS IoT Core takes, got ${packet.cmd}`,
      })
  }
}

const handleDisconnect = (
  connection: MqttConnection,
  { session }: Client,
  { reasonCode: code, properties }: IDisconnectPacket,
): void => {
  const expiry = properties?.sessionExpiryInterval
  if (typeof expiry === 'number') {
    // MQTT 5, 3.14.2.2.2
    if (session.expirySeconds === 0 && expiry > 0) {
      connection.end('CLIENT_ERROR', {
        code: reasonCode.protocolError,
        detail: 'expected no session expiry for a session that began without one',
      })
      return
    }
    session.expirySeconds = Math.min(expiry, connection.gateway.quotas.sessionExpirySeconds)
  }
  connection.end('CLIENT_INITIATED_DISCONNECT', {
    preventWill: code !== reasonCode.disconnectWithWill,
  })
}
