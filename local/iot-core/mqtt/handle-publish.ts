import type { IPublishPacket } from 'mqtt-packet'
import { countUserProperties } from '../broker/count-user-properties.ts'
import type { Message } from '../broker/message.ts'
import { publishTopicFault, topicNameFault } from '../topic.ts'
import type { PolicyAction, RefusalReason } from '../types.ts'
import type { Client } from './client.ts'
import { decideAccess } from './decide-access.ts'
import { expiryOf, readMessageProperties } from './message-properties.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { isPacketIdentifier } from './packet-identifier.ts'
import { reasonCode } from './reason-code.ts'
import { resolveTopic } from './resolve-topic.ts'

interface Fault {
  readonly reason: RefusalReason
  readonly detail: string
  readonly code: number
  /** The client broke the protocol or a limit, so it is not just told. */
  readonly isFatal: boolean
}

/** Acts on a PUBLISH: judges it, routes it, acknowledges it. */
export const handlePublish = (
  connection: MqttConnection,
  client: Client,
  packet: IPublishPacket,
): void => {
  const topic = resolveTopic(packet, client.topicAliases, connection.gateway.quotas)
  if (packet.qos === 2) refuseQos2(connection, client, packet)
  else if (typeof topic !== 'string') refuse(connection, client, packet, packet.topic, topic)
  // Above the rate AWS discards without a word; only the operator is told.
  else if (!client.publishesIn.tryTake()) note(connection, client, topic, 'publishes a second')
  else publish(connection, client, packet, topic)
}

const publish = (
  connection: MqttConnection,
  client: Client,
  packet: IPublishPacket,
  topic: string,
): void => {
  const message = readMessage(connection, client, packet, topic)
  const fault = 'code' in message ? message : deny(connection, client, message)
  if (fault !== undefined) refuse(connection, client, packet, topic, fault)
  if (fault !== undefined || 'code' in message) return
  connection.decide({ event: 'Publish', outcome: 'allowed', resource: topic })
  if (!connection.gateway.broker.publish(message))
    note(connection, client, topic, 'retained messages, so it was delivered only')
  if (packet.qos === 1)
    connection.send({ cmd: 'puback', messageId: packet.messageId, reasonCode: reasonCode.success })
}

const fatal = (reason: RefusalReason, detail: string, code: number): Fault => ({
  reason,
  detail,
  code,
  isFatal: true,
})

const readMessage = (
  { gateway, isOperator }: MqttConnection,
  client: Client,
  packet: IPublishPacket,
  topic: string,
): Message | Fault => {
  const { quotas, clock } = gateway
  const topicFault = (isOperator ? topicNameFault : publishTopicFault)(topic, quotas)
  if (topicFault !== undefined)
    return fatal(topicFault.reason, topicFault.detail, reasonCode.topicNameInvalid)
  if (packet.qos === 1 && !isPacketIdentifier(packet.messageId))
    return fatal(
      'PROTOCOL_ERROR',
      'expected a packet identifier, got none',
      reasonCode.protocolError,
    )
  const payload = Buffer.from(packet.payload)
  if (payload.length > quotas.payloadBytes) {
    const detail = `expected a payload of at most ${quotas.payloadBytes} bytes, got ${payload.length}`
    return fatal('QUOTA_EXCEEDED', detail, reasonCode.quotaExceeded)
  }
  const properties = readMessageProperties(packet.properties ?? {})
  if (countUserProperties(properties) > quotas.userProperties) {
    const detail = `expected at most ${quotas.userProperties} user properties`
    return fatal('QUOTA_EXCEEDED', detail, reasonCode.quotaExceeded)
  }
  const expiresAt = expiryOf(
    packet.properties?.messageExpiryInterval,
    clock.now(),
    quotas.maximumMessageExpirySeconds,
  )
  const { retain } = packet
  const qos = packet.qos === 1 ? 1 : 0
  return { topic, payload, qos, retain, properties, expiresAt, publisher: client.session.key }
}

const deny = (
  { gateway, isOperator }: MqttConnection,
  { clientId, policies, context }: Client,
  { topic, retain }: Message,
): Fault | undefined => {
  if (isOperator) return undefined
  const actions: PolicyAction[] = retain ? ['iot:Publish', 'iot:RetainPublish'] : ['iot:Publish']
  const { sourceIp } = context
  for (const action of actions) {
    const reason = decideAccess(gateway, policies, action, topic, { clientId, sourceIp })
    const detail = `expected a policy that allows ${action}`
    if (reason !== 'ALLOWED')
      return { reason, detail, code: reasonCode.notAuthorized, isFatal: false }
  }
  return undefined
}

const refuse = (
  connection: MqttConnection,
  client: Client,
  packet: IPublishPacket,
  resource: string,
  { reason, detail, code, isFatal }: Fault,
): void => {
  connection.decide({ event: 'Publish', outcome: 'refused', resource, reason, detail })
  const { mqtt5Denial } = connection.gateway.behaviour
  const isAcknowledged = client.version === 5 && packet.qos === 1 && mqtt5Denial !== 'disconnect'
  if (isAcknowledged && !isFatal) {
    connection.send({ cmd: 'puback', messageId: packet.messageId, reasonCode: code })
    if (mqtt5Denial === 'acknowledge') return
  }
  connection.end(isFatal ? 'CLIENT_ERROR' : 'AUTH_ERROR', { code, detail })
}

/** Tells the operator, once a second at most. */
const note = (
  connection: MqttConnection,
  { notes }: Client,
  resource: string,
  what: string,
): void => {
  if (!notes.tryTake()) return
  const reason = 'QUOTA_EXCEEDED'
  const detail = `expected fewer ${what}`
  connection.decide({ event: 'Publish', outcome: 'refused', resource, reason, detail })
}

// To MQTT 3.1.1 clients AWS says nothing at all about a QoS 2 PUBLISH.
const refuseQos2 = (
  connection: MqttConnection,
  { version }: Client,
  { topic }: IPublishPacket,
): void => {
  const detail = 'expected QoS 0 or 1, got 2'
  connection.decide({
    event: 'Publish',
    outcome: 'refused',
    resource: topic,
    reason: 'PROTOCOL_ERROR',
    detail,
  })
  if (version === 5) connection.end('CLIENT_ERROR', { code: reasonCode.qosNotSupported, detail })
}
