import type { IPublishPacket } from 'mqtt-packet'
import type { Message, MessageProperties } from '../broker/message.ts'

type PacketProperties = NonNullable<IPublishPacket['properties']>

/** The codec makes an array of a property that came twice, which MQTT 5 calls a protocol error. */
const isOfType = (properties: PacketProperties): boolean => {
  const { contentType, responseTopic, correlationData, messageExpiryInterval, topicAlias } =
    properties
  return (
    [contentType, responseTopic].every((it) => it === undefined || typeof it === 'string') &&
    [messageExpiryInterval, topicAlias].every((it) => it === undefined || typeof it === 'number') &&
    (correlationData === undefined || Buffer.isBuffer(correlationData))
  )
}

/** What of a packet's properties travels with the message; undefined if one of them is malformed. */
export const readMessageProperties = (
  properties: Omit<PacketProperties, 'topicAlias' | 'subscriptionIdentifier'>,
): MessageProperties | undefined => {
  if (!isOfType(properties)) return undefined
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } =
    properties
  // Each string of a pair that is cut short is null.
  const values = Object.values(userProperties ?? {}).flat()
  if (!values.every((value) => typeof value === 'string')) return undefined
  return {
    ...(payloadFormatIndicator === undefined
      ? {}
      : { payloadFormatIndicator: payloadFormatIndicator === true }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData) }),
    ...(userProperties === undefined ? {} : { userProperties }),
  }
}

/** The properties of a delivery to an MQTT 5 client, with what is left of the message's life. */
export const deliveryProperties = (message: Message, now: number): PacketProperties => ({
  ...message.properties,
  ...(message.expiresAt === undefined
    ? {}
    : { messageExpiryInterval: Math.max(1, Math.ceil((message.expiresAt - now) / 1000)) }),
})

/** When a message dies that may live for so many seconds. */
export const expiryOf = (
  seconds: number | undefined,
  now: number,
  maximumSeconds: number,
): number | undefined =>
  seconds === undefined ? undefined : now + Math.min(seconds, maximumSeconds) * 1000
