import { isWellFormedText } from '../topic.ts'

/** The codec leaves -1, null or undefined where a property is cut short, and an array where it came twice. */
const isSound = (value: unknown): boolean =>
  isSoundText(value) ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && value >= 0) ||
  Buffer.isBuffer(value)

// Ill-formed text grows when it is written again, so that a string could outgrow its length field.
const isSoundText = (value: unknown): boolean =>
  typeof value === 'string' && isWellFormedText(value)

const areUserPropertiesSound = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.entries(value).flat(2).every(isSoundText)

const isSoundProperty = (name: string, value: unknown): boolean => {
  if (name === 'userProperties') return areUserPropertiesSound(value)
  // [MQTT-3.3.2-14]
  if (name === 'responseTopic' && typeof value === 'string' && /[+#]/.test(value)) return false
  return isSound(value)
}

/**
 * Whether every property of an MQTT 5 packet is whole and came once, but for user properties, which may repeat, and whether
 * each string is one that every client takes.
 */
export const areSoundProperties = (properties: object): boolean =>
  Object.entries(properties).every(([name, value]) => isSoundProperty(name, value))
