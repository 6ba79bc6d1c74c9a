import { describe, expect, it } from 'vitest'
import {
  deliveryProperties,
  expiryOf,
  readMessageProperties,
} from '../../../../local/iot-core/mqtt/message-properties.ts'

describe('readMessageProperties', () => {
  it('keeps what travels with a message', () => {
    const properties = {
      payloadFormatIndicator: false,
      contentType: '',
      responseTopic: 'a',
      correlationData: Buffer.from([0]),
      userProperties: { a: ['1', '2'], b: '3' },
    }

    expect(readMessageProperties({ ...properties, messageExpiryInterval: 5 })).toEqual(properties)
  })
})

describe('deliveryProperties', () => {
  it.each([
    [10_000, 10],
    [10_001, 11],
    [1, 1],
  ])('says how long a message that dies in %i ms has left', (leftMs, seconds) => {
    const message = {
      topic: 'a',
      payload: Buffer.alloc(0),
      qos: 0,
      retain: false,
      expiresAt: leftMs,
    } as const

    expect(deliveryProperties(message, 0)).toEqual({ messageExpiryInterval: seconds })
  })
})

describe('expiryOf', () => {
  it.each([
    [undefined, undefined],
    [1, 1000],
    [4_294_967_295, 604_800_000],
  ])('of %s s is %s', (seconds, expected) => {
    expect(expiryOf(seconds, 0, 604_800)).toBe(expected)
  })
})
