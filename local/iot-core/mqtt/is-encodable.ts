import type { Message } from '../broker/message.ts'

/** MQTT writes the length of a string, and of binary data, in two bytes. */
const LONGEST_BYTES = 65_535

const fits = (value: string | Buffer): boolean => Buffer.byteLength(value) <= LONGEST_BYTES

/** Whether each string of a message fits its length field; the codec would write a wrong length, and what follows be read out of step. */
export const isEncodable = ({ topic, properties = {} }: Message): boolean => {
  const { contentType = '', responseTopic = '', correlationData = '', userProperties } = properties
  return [
    topic,
    contentType,
    responseTopic,
    correlationData,
    ...Object.entries(userProperties ?? {}).flat(2),
  ].every(fits)
}
