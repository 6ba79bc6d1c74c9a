import type { IPublishPacket } from 'mqtt-packet'
import { generate } from 'mqtt-packet'
import type { Delivery } from '../broker/message.ts'
import type { Client } from './client.ts'
import { decideAccess } from './decide-access.ts'
import { isEncodable } from './is-encodable.ts'
import { deliveryProperties } from './message-properties.ts'
import type { MqttConnection } from './mqtt-connection.ts'

const mayReceive = (connection: MqttConnection, client: Client, topic: string): boolean => {
  if (connection.isOperator) return true
  const { clientId, policies, context } = client
  const decision = decideAccess(connection.gateway, policies, 'iot:Receive', topic, {
    clientId,
    sourceIp: context.sourceIp,
  })
  if (decision !== 'ALLOWED')
    connection.decide({ event: 'Receive', outcome: 'refused', resource: topic, reason: decision })
  return decision === 'ALLOWED'
}

/** Sends one message to one client; false if the client must not have it or cannot take it. */
export const deliver = (
  connection: MqttConnection,
  client: Client,
  { message, qos, retain }: Delivery,
  messageId: number | undefined,
  isRepeated: boolean,
): boolean => {
  const { gateway, transport } = connection
  if (!isEncodable(message)) return false
  if (!mayReceive(connection, client, message.topic)) return false
  if (qos === 0 && transport.unreadBytes > gateway.quotas.unreadBytes) return false
  const packet: IPublishPacket = {
    cmd: 'publish',
    topic: message.topic,
    payload: message.payload,
    qos,
    retain,
    dup: isRepeated,
    messageId,
    properties: client.version === 5 ? deliveryProperties(message, gateway.clock.now()) : undefined,
  }
  const bytes = generate(packet, { protocolVersion: client.version })
  // The codec writes nothing where it finds a packet wrong. [MQTT-3.1.2-24]
  if (bytes.length === 0 || bytes.length > client.maximumPacketBytes) return false
  connection.write(bytes)
  return true
}
