import { describe, expect, it } from 'vitest'
import { areSoundProperties } from '../../../../local/iot-core/mqtt/check-properties.ts'

describe('areSoundProperties', () => {
  it('takes whole properties', () => {
    const properties = {
      contentType: '',
      topicAlias: 0,
      payloadFormatIndicator: false,
      correlationData: Buffer.alloc(0),
      userProperties: { a: ['1', '2'], b: '' },
    }

    expect(areSoundProperties(properties)).toBe(true)
  })

  it.each([
    ['a content type twice', { contentType: ['a', 'b'] }],
    ['a response topic cut short', { responseTopic: null }],
    ['a receive maximum twice', { receiveMaximum: [1, 2] }],
    ['a topic alias cut short', { topicAlias: -1 }],
    ['a byte that is missing', { maximumQoS: undefined }],
    ['a content type that was not UTF-8', { contentType: 'a\uFFFD' }],
    ['a content type with U+0000', { contentType: 'a\u0000' }],
    ['a response topic with a control character', { responseTopic: 'a\u001b' }],
    ['a response topic with a wildcard', { responseTopic: 'a/#' }],
    ['a reason string with a noncharacter', { reasonString: '\uFFFE' }],
    ['a user property whose name was not UTF-8', { userProperties: { 'a\uFFFD': 'b' } }],
    ['a user property whose value was not UTF-8', { userProperties: { a: ['b', '\uFFFD'] } }],
    ['a user property cut short', { userProperties: { a: null } }],
    ['a user property cut short among others', { userProperties: { a: ['1', null] } }],
  ])('refuses %s', (_what, properties) => {
    expect(areSoundProperties(properties)).toBe(false)
  })
})
