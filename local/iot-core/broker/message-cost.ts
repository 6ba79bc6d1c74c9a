import type { Message } from './message.ts'

/** What each user property costs besides its text: the objects that hold it. */
const USER_PROPERTY_BYTES = 128
/** The message's own objects. */
const MESSAGE_BYTES = 256

/** About how much memory a message takes, in bytes. */
export const messageCost = ({ topic, payload, properties = {} }: Message): number => {
  const { contentType = '', responseTopic = '', correlationData, userProperties } = properties
  const texts = [topic, contentType, responseTopic].reduce((sum, text) => sum + text.length, 0)
  const own = MESSAGE_BYTES + 2 * texts + payload.length + (correlationData?.length ?? 0)
  return Object.entries(userProperties ?? {}).reduce(
    (sum, [name, values]) => sum + pairCost(name) + [values].flat().map(pairCost).reduce(add, 0),
    own,
  )
}

// A character takes two bytes at most.
const pairCost = (text: string): number => USER_PROPERTY_BYTES + 2 * text.length

const add = (a: number, b: number): number => a + b
