import type { IPublishPacket } from 'mqtt-packet'
import type { Message, MessageProperties } from '../broker/message.ts'

type PacketProperties = NonNullable<IPublishPacket['properties']>

/** What of a packet's properties travels with the message. */
export const readMessageProperties = (
  properties: Omit<PacketProperties, 'topicAlias' | 'subscriptionIdentifier'>,
): MessageProperties => {
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } =
    properties
  return {
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator }),
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
