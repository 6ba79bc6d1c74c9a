import { describe, expect, it } from 'vitest'
import type { Message } from '../../../../local/iot-core/broker/message.ts'
import { messageCost } from '../../../../local/iot-core/broker/message-cost.ts'

const message: Message = { topic: 'a', payload: Buffer.alloc(10), qos: 1, retain: false }

describe('messageCost', () => {
  it.each([
    ['a topic', { topic: 'x'.repeat(101) }, 100],
    ['a payload', { payload: Buffer.alloc(110) }, 100],
    ['a content type', { properties: { contentType: 'x'.repeat(100) } }, 100],
    ['a response topic', { properties: { responseTopic: 'x'.repeat(100) } }, 100],
    ['correlation data', { properties: { correlationData: Buffer.alloc(100) } }, 100],
    ['a user property without text', { properties: { userProperties: { '': '' } } }, 100],
    ['values of one user property', { properties: { userProperties: { a: ['', ''] } } }, 200],
  ])('grows with %s', (_what, more: Partial<Message>, bytes) => {
    expect(messageCost({ ...message, ...more })).toBeGreaterThanOrEqual(
      messageCost(message) + bytes,
    )
  })
})
