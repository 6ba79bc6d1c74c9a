import type { ISubscribePacket, ISubscription } from 'mqtt-packet'
import { announceSubscriptions } from './announce-subscriptions.ts'
import type { Client } from './client.ts'
import type { Verdict } from './judge-subscription.ts'
import { isDenial, judgeSubscription } from './judge-subscription.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { isPacketIdentifier } from './packet-identifier.ts'
import { reasonCode } from './reason-code.ts'

/** MQTT 5, 3.8.3.1 */
const SEND_IF_NEW = 1
const DO_NOT_SEND = 2

/** Acts on a SUBSCRIBE. MQTT 3.1.1 is disconnected for one refused filter, MQTT 5 is told of each. */
export const handleSubscribe = (
  connection: MqttConnection,
  client: Client,
  packet: ISubscribePacket,
): void => {
  const problem = packetProblem(connection, packet)
  if (packet.subscriptions.some(({ qos }) => qos === 2)) refuseQos2(connection, client, packet)
  else if (problem !== undefined) connection.end('CLIENT_ERROR', problem)
  else judge(connection, client, packet)
}

const judge = (connection: MqttConnection, client: Client, packet: ISubscribePacket): void => {
  const added = new Set<string>()
  const verdicts = packet.subscriptions.map((wanted) =>
    judgeSubscription(connection, client, wanted, added),
  )
  for (const verdict of verdicts) report(connection, verdict)
  const denials = verdicts.filter(isDenial)
  const isUnauthorized = denials.some(({ code }) => code === reasonCode.notAuthorized)
  const { mqtt5Denial } = connection.gateway.behaviour
  const isAnswered =
    denials.length === 0 ||
    (client.version === 5 && !(isUnauthorized && mqtt5Denial === 'disconnect'))
  const isEnding = !isAnswered || (isUnauthorized && mqtt5Denial === 'acknowledge-and-disconnect')
  if (isAnswered) answer(connection, client, packet, verdicts)
  if (isEnding)
    connection.end(isUnauthorized ? 'AUTH_ERROR' : 'CLIENT_ERROR', {
      code: denials[0]?.code,
      detail: denials[0]?.detail,
    })
  else if (!connection.isOperator) limitRefusals(connection, client, denials.length)
}

const limitRefusals = (connection: MqttConnection, client: Client, refused: number): void => {
  client.refusedFilters += refused
  const limit = connection.gateway.quotas.refusedFilters
  if (client.refusedFilters <= limit) return
  const detail = `expected at most ${limit} topic filters that are refused`
  connection.end('CLIENT_ERROR', { code: reasonCode.quotaExceeded, detail })
}

const packetProblem = (
  { gateway: { quotas }, isOperator }: MqttConnection,
  { subscriptions, properties, messageId }: ISubscribePacket,
): { code: number; detail: string } | undefined => {
  if (properties?.subscriptionIdentifier !== undefined)
    return {
      code: reasonCode.subscriptionIdsNotSupported,
      detail: 'expected no subscription identifier',
    }
  if (!isPacketIdentifier(messageId) || subscriptions.length === 0)
    return {
      code: reasonCode.protocolError,
      detail: 'expected a packet identifier and a topic filter',
    }
  if (subscriptions.length > quotas.filtersPerSubscribe && !isOperator)
    return {
      code: reasonCode.quotaExceeded,
      detail: `expected at most ${quotas.filtersPerSubscribe} topic filters, got ${subscriptions.length}`,
    }
  if (subscriptions.some(({ topic, nl }) => nl === true && topic.startsWith('$share/')))
    return {
      // [MQTT-3.8.3-4]
      code: reasonCode.protocolError,
      detail: 'expected no No Local on a shared subscription',
    }
  return undefined
}

const report = (connection: MqttConnection, verdict: Verdict): void => {
  const { resource } = verdict
  connection.decide(
    isDenial(verdict)
      ? {
          event: 'Subscribe',
          outcome: 'refused',
          resource,
          reason: verdict.reason,
          detail: verdict.detail,
        }
      : { event: 'Subscribe', outcome: 'allowed', resource },
  )
}

const answer = (
  connection: MqttConnection,
  client: Client,
  { messageId, subscriptions }: ISubscribePacket,
  verdicts: readonly Verdict[],
): void => {
  const { broker } = connection.gateway
  const { session } = client
  const granted = verdicts.filter((verdict) => 'subscription' in verdict)
  const known = new Set(session.subscriptions.keys())
  for (const { subscription } of granted) broker.subscribe(session, subscription)
  connection.send({
    cmd: 'suback',
    messageId,
    granted: verdicts.map((it) => (isDenial(it) ? it.code : it.subscription.qos)),
  })
  announceSubscriptions(
    connection,
    client,
    'subscribed',
    granted.map(({ resource }) => resource),
  )
  for (const [index, verdict] of verdicts.entries())
    if (!isDenial(verdict) && wantsRetained(subscriptions[index], known))
      broker.sendRetained(session, verdict.subscription)
}

const wantsRetained = (wanted: ISubscription | undefined, known: ReadonlySet<string>): boolean => {
  if (wanted === undefined || wanted.rh === DO_NOT_SEND) return false
  return wanted.rh !== SEND_IF_NEW || !known.has(wanted.topic)
}

// To MQTT 3.1.1 clients AWS says nothing at all about a SUBSCRIBE with QoS 2.
const refuseQos2 = (
  connection: MqttConnection,
  { version }: Client,
  { subscriptions }: ISubscribePacket,
): void => {
  const detail = 'expected QoS 0 or 1, got 2'
  const resource = subscriptions.find(({ qos }) => qos === 2)?.topic
  const reason = 'PROTOCOL_ERROR'
  connection.decide({ event: 'Subscribe', outcome: 'refused', resource, reason, detail })
  if (version === 5) connection.end('CLIENT_ERROR', { code: reasonCode.qosNotSupported, detail })
}
