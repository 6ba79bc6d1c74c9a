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
    ['a user property cut short', { userProperties: { a: null } }],
    ['a user property cut short among others', { userProperties: { a: ['1', null] } }],
  ])('refuses %s', (_what, properties) => {
    expect(areSoundProperties(properties)).toBe(false)
  })
})
