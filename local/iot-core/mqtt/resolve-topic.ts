import type { IPublishPacket } from 'mqtt-packet'
import { reasonCode } from './reason-code.ts'

/** The topic of a PUBLISH, by its alias if it has one [MQTT-3.3.2-8 ff.]; remembers new aliases. */
export const resolveTopic = (
  { topic, properties }: Pick<IPublishPacket, 'topic' | 'properties'>,
  aliases: Map<number, string>,
  { topicAliases }: { readonly topicAliases: number },
): string | { reason: 'PROTOCOL_ERROR'; detail: string; code: number; isFatal: true } => {
  const alias = properties?.topicAlias
  if (alias === undefined) return topic
  if (!Number.isInteger(alias) || alias < 1 || alias > topicAliases) {
    const detail = `expected a topic alias from 1 to ${topicAliases}`
    return { reason: 'PROTOCOL_ERROR', detail, code: reasonCode.topicAliasInvalid, isFatal: true }
  }
  if (topic !== '') aliases.set(alias, topic)
  const known = aliases.get(alias)
  if (known !== undefined) return known
  const detail = 'expected a topic alias that was set before'
  return { reason: 'PROTOCOL_ERROR', detail, code: reasonCode.protocolError, isFatal: true }
}
