import type { TopicFault, TopicLimits } from './topic.ts'
import { invalidTopic, isWellFormedText, textFault } from './topic.ts'

/** A topic filter taken apart. */
export interface TopicFilter {
  /** As the client wrote it, `$share/<name>/` included. */
  readonly text: string
  readonly shareName?: string
  /** The part that topics are compared with. */
  readonly pattern: string
  readonly levels: readonly string[]
  readonly hasWildcard: boolean
}

const SHARE = '$share/'

const wildcardFault = (levels: readonly string[]): TopicFault | undefined => {
  const last = levels.length - 1
  for (const [index, level] of levels.entries()) {
    // [MQTT-4.7.1-2], [MQTT-4.7.1-3]
    if (level.includes('#') && (level !== '#' || index !== last))
      return invalidTopic('expected # alone in the last level')
    if (level.includes('+') && level !== '+') return invalidTopic('expected + alone in its level')
  }
  return undefined
}

const splitShare = (text: string): { shareName?: string; pattern: string } | undefined => {
  if (!text.startsWith(SHARE)) return { pattern: text }
  const slash = text.indexOf('/', SHARE.length)
  if (slash === -1) return undefined
  return { shareName: text.slice(SHARE.length, slash), pattern: text.slice(slash + 1) }
}

/** Reads a topic filter within AWS's limits, or says what is wrong with it. */
export const parseTopicFilter = (
  text: string,
  limits: TopicLimits,
): { filter: TopicFilter } | { fault: TopicFault } => {
  const parts = splitShare(text)
  if (parts === undefined) return { fault: invalidTopic('expected $share/<name>/<filter>') }
  const { shareName, pattern } = parts
  if (shareName !== undefined && (shareName === '' || /[+#]/.test(shareName)))
    return { fault: invalidTopic('expected a share name without wildcards') }
  if (shareName !== undefined && !isWellFormedText(shareName))
    return { fault: invalidTopic('expected a share name without control characters') }
  if (shareName !== undefined && Buffer.byteLength(shareName) > limits.shareNameBytes)
    return {
      fault: invalidTopic(`expected a share name of at most ${limits.shareNameBytes} bytes`),
    }
  const levels = pattern.split('/')
  const fault = textFault(pattern, limits) ?? wildcardFault(levels)
  if (fault !== undefined) return { fault }
  const hasWildcard = levels.some((level) => level === '+' || level === '#')
  return { filter: { text, shareName, pattern, levels, hasWildcard } }
}

/** Why a device may not subscribe to a reserved filter, whatever its policy says; undefined if it may. */
export const reservedFilterFault = (filter: TopicFilter): TopicFault | undefined => {
  if (!filter.pattern.startsWith('$') || filter.pattern.startsWith('$aws/events/')) return undefined
  return {
    reason: 'TOPIC_RESERVED',
    detail: 'of the reserved topics only $aws/events/ is emulated',
  }
}

/** AWS's matching: `a/#` does not match `a`, and a wildcard in the first level does not match `$` topics. */
export const matchesTopic = (
  levels: readonly string[],
  topicLevels: readonly string[],
): boolean => {
  if (topicLevels[0]?.startsWith('$') && (levels[0] === '+' || levels[0] === '#')) return false
  for (const [index, level] of levels.entries()) {
    if (level === '#') return topicLevels.length > index
    if (index >= topicLevels.length) return false
    if (level !== '+' && level !== topicLevels[index]) return false
  }
  return levels.length === topicLevels.length
}
