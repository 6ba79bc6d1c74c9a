import type { Quotas } from './quotas.ts'
import type { RefusalReason } from './types.ts'

/** Why a topic or a topic filter is refused, in words for the operator. */
export interface TopicFault {
  readonly reason: Extract<RefusalReason, 'TOPIC_INVALID' | 'TOPIC_RESERVED'>
  readonly detail: string
}

export type TopicLimits = Pick<Quotas, 'topicBytes' | 'topicSlashes' | 'shareNameBytes'>

/**
 * Control characters and noncharacters, for which MQTT lets a server close a connection [MQTT-1.5.4-2] and mosquitto's clients do;
 * half a surrogate pair [MQTT-1.5.4-1]; and U+FFFD, which a decoder leaves where a string was not UTF-8.
 */
const UNWANTED = /[\p{Cc}\p{Noncharacter_Code_Point}\p{Cs}\uFFFD]/u

/** Whether every client takes the text for an MQTT string. */
export const isWellFormedText = (text: string): boolean => !UNWANTED.test(text)

export const invalidTopic = (detail: string): TopicFault => ({ reason: 'TOPIC_INVALID', detail })

const reservedTopic = (detail: string): TopicFault => ({ reason: 'TOPIC_RESERVED', detail })

/** Length, depth and characters, common to topics and filters. */
export const textFault = (text: string, limits: TopicLimits): TopicFault | undefined => {
  if (text === '') return invalidTopic('expected a topic of at least one character, got none')
  if (!isWellFormedText(text)) return invalidTopic('expected UTF-8 without control characters')
  const bytes = Buffer.byteLength(text)
  if (bytes > limits.topicBytes)
    return invalidTopic(`expected a topic of at most ${limits.topicBytes} bytes, got ${bytes}`)
  const slashes = text.split('/').length - 1
  if (slashes > limits.topicSlashes)
    return invalidTopic(`expected at most ${limits.topicSlashes} slashes, got ${slashes}`)
  return undefined
}

/** Why a text is no topic at all; undefined if it is one. */
export const topicNameFault = (topic: string, limits: TopicLimits): TopicFault | undefined =>
  /[+#]/.test(topic)
    ? invalidTopic('expected a topic without wildcards, got + or #')
    : textFault(topic, limits)

/** Why no device may publish to a topic, whatever its policy says; undefined if it may. */
export const publishTopicFault = (topic: string, limits: TopicLimits): TopicFault | undefined => {
  if (topic.startsWith('$aws/rules/'))
    return reservedTopic('basic ingest ($aws/rules/) is not emulated')
  if (topic.startsWith('$'))
    return reservedTopic('expected a topic without a leading $, which is reserved')
  return topicNameFault(topic, limits)
}
