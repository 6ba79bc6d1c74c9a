import type { UserProperties } from 'mqtt-packet'

/** What MQTT 5 carries beside a payload, handed on to MQTT 5 subscribers unaltered. */
export interface MessageProperties {
  readonly payloadFormatIndicator?: boolean
  readonly contentType?: string
  readonly responseTopic?: string
  readonly correlationData?: Buffer
  readonly userProperties?: UserProperties
}

/** A message as the broker holds it. */
export interface Message {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly retain: boolean
  readonly properties?: MessageProperties
  /** Key of the publishing session, for MQTT 5's No Local. */
  readonly publisher?: string
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number
}

/** A message on its way to one session. */
export interface Delivery {
  readonly message: Message
  /** The lower of the message's and the subscription's. */
  readonly qos: 0 | 1
  /** Set only for a retained message that a new subscription asked for. */
  readonly retain: boolean
}
