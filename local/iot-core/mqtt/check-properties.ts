/** The codec leaves -1, null or undefined where a property is cut short, and an array where it came twice. */
const isSound = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && value >= 0) ||
  Buffer.isBuffer(value)

const areUserPropertiesSound = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value)
    .flat()
    .every((text) => typeof text === 'string')

/** Whether every property of an MQTT 5 packet is whole and came once, but for user properties, which may repeat. */
export const areSoundProperties = (properties: object): boolean =>
  Object.entries(properties).every(([name, value]) =>
    name === 'userProperties' ? areUserPropertiesSound(value) : isSound(value),
  )
