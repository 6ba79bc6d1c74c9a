import type { IUnsubscribePacket } from 'mqtt-packet'
import { announceSubscriptions } from './announce-subscriptions.ts'
import type { Client } from './client.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { isPacketIdentifier } from './packet-identifier.ts'
import { reasonCode } from './reason-code.ts'

/** Acts on an UNSUBSCRIBE, which needs no permission. */
export const handleUnsubscribe = (
  connection: MqttConnection,
  client: Client,
  { messageId, unsubscriptions }: IUnsubscribePacket,
): void => {
  if (!isPacketIdentifier(messageId) || unsubscriptions.length === 0) {
    connection.end('CLIENT_ERROR', {
      code: reasonCode.protocolError,
      detail: 'expected a packet identifier and a topic filter',
    })
    return
  }
  const { broker } = connection.gateway
  const removed = unsubscriptions.filter((text) => broker.unsubscribe(client.session, text))
  for (const resource of removed)
    connection.decide({ event: 'Unsubscribe', outcome: 'allowed', resource })
  // AWS's codes for UNSUBACK have no 'no subscription existed', so each is a success.
  const granted = unsubscriptions.map(() => reasonCode.success)
  connection.send({ cmd: 'unsuback', messageId, granted })
  announceSubscriptions(connection, client, 'unsubscribed', removed)
}
