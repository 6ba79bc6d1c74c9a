import { describe, expect, it } from 'vitest'
import { defaultQuotas } from '../../../local/iot-core/quotas.ts'
import { publishTopicFault } from '../../../local/iot-core/topic.ts'

describe('publishTopicFault', () => {
  it.each([
    'a',
    '/',
    'a//b',
    'a/b/c/d/e/f/g/h',
    'x'.repeat(256),
    'é'.repeat(128),
    'a/$b',
    '\u{1F4F6} \u00A0',
  ])('finds nothing wrong with %s', (topic) => {
    expect(publishTopicFault(topic, defaultQuotas)).toBeUndefined()
  })

  it.each([
    ['', 'TOPIC_INVALID', 'at least one character'],
    ['a/#', 'TOPIC_INVALID', 'wildcards'],
    ['a/+/b', 'TOPIC_INVALID', 'wildcards'],
    ['a+', 'TOPIC_INVALID', 'wildcards'],
    ['a\u0000', 'TOPIC_INVALID', 'UTF-8'],
    ['a\uFFFD', 'TOPIC_INVALID', 'UTF-8'],
    ['a\u001b[2J', 'TOPIC_INVALID', 'UTF-8'],
    ['a\u007f', 'TOPIC_INVALID', 'UTF-8'],
    ['a\u009f', 'TOPIC_INVALID', 'UTF-8'],
    ['a\uFFFE', 'TOPIC_INVALID', 'UTF-8'],
    ['a\uFDD0', 'TOPIC_INVALID', 'UTF-8'],
    ['a\u{1FFFF}', 'TOPIC_INVALID', 'UTF-8'],
    ['a\uD800', 'TOPIC_INVALID', 'UTF-8'],
    ['x'.repeat(257), 'TOPIC_INVALID', 'got 257'],
    [`${'é'.repeat(128)}x`, 'TOPIC_INVALID', 'got 257'],
    ['a/b/c/d/e/f/g/h/i', 'TOPIC_INVALID', 'got 8'],
    ['$aws/rules/rule/a', 'TOPIC_RESERVED', 'not emulated'],
    ['$aws/events/x', 'TOPIC_RESERVED', 'reserved'],
    ['$other', 'TOPIC_RESERVED', 'reserved'],
  ])('refuses %j as %s', (topic, reason, detail) => {
    expect(publishTopicFault(topic, defaultQuotas)).toEqual({
      reason,
      detail: expect.stringContaining(detail),
    })
  })
})
