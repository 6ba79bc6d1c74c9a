import { describe, expect, it } from 'vitest'
import type { MessageProperties } from '../../../../local/iot-core/broker/message.ts'
import { isEncodable } from '../../../../local/iot-core/mqtt/is-encodable.ts'

const message = (properties?: MessageProperties, topic = 'a') => ({
  topic,
  payload: Buffer.alloc(131_072),
  qos: 0 as const,
  retain: false,
  ...(properties === undefined ? {} : { properties }),
})

describe('isEncodable', () => {
  it.each([
    ['no properties', message()],
    ['a string of 65,535 bytes', message({ contentType: 'x'.repeat(65_535) })],
    ['many user properties', message({ userProperties: { a: ['b', 'c'], d: 'e' } })],
  ])('is true for %s', (_what, encodable) => {
    expect(isEncodable(encodable)).toBe(true)
  })

  it.each([
    ['a topic', message({}, 'x'.repeat(65_536))],
    ['a content type of few characters', message({ contentType: '\uFFFD'.repeat(21_846) })],
    ['a response topic', message({ responseTopic: 'x'.repeat(65_536) })],
    ['correlation data', message({ correlationData: Buffer.alloc(65_536) })],
    ['the name of a user property', message({ userProperties: { ['x'.repeat(65_536)]: 'a' } })],
    ['a value of many', message({ userProperties: { a: ['b', 'x'.repeat(65_536)] } })],
  ])('is false if its length field has no room for %s', (_what, tooLong) => {
    expect(isEncodable(tooLong)).toBe(false)
  })
})
