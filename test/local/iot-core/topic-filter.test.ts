import { describe, expect, it } from 'vitest'
import { defaultQuotas } from '../../../local/iot-core/quotas.ts'
import {
  matchesTopic,
  parseTopicFilter,
  reservedFilterFault,
} from '../../../local/iot-core/topic-filter.ts'

const parse = (text: string) => {
  const parsed = parseTopicFilter(text, defaultQuotas)
  if ('fault' in parsed) throw new Error(parsed.fault.detail)
  return parsed.filter
}

describe('parseTopicFilter', () => {
  it.each([
    ['a/b', undefined, 'a/b', false],
    ['#', undefined, '#', true],
    ['+/a/#', undefined, '+/a/#', true],
    ['$share/group/a/+', 'group', 'a/+', true],
    ['$share/group//a', 'group', '/a', false],
    [`$share/${'g'.repeat(128)}/${'x'.repeat(256)}`, 'g'.repeat(128), 'x'.repeat(256), false],
    ['$share/group/a/b/c/d/e/f/g/h', 'group', 'a/b/c/d/e/f/g/h', false],
  ])('reads %s', (text, shareName, pattern, hasWildcard) => {
    expect(parse(text)).toMatchObject({ text, shareName, pattern, hasWildcard })
  })

  it.each([
    ['', 'at least one character'],
    ['a/#/b', '# alone'],
    ['a#', '# alone'],
    ['a+/b', '+ alone'],
    ['a/b/c/d/e/f/g/h/i', 'slashes'],
    ['x'.repeat(257), '256 bytes'],
    ['a\u0000b', 'UTF-8'],
    ['$share/group', '$share/<name>/<filter>'],
    ['$share//a', 'share name'],
    ['$share/g+/a', 'share name'],
    ['$share/g\u001b/a', 'share name'],
    ['a/\u001b', 'control characters'],
    ['$share/group/', 'at least one character'],
    [`$share/${'g'.repeat(129)}/a`, '128 bytes'],
  ])('refuses %j', (text, detail) => {
    expect(parseTopicFilter(text, defaultQuotas)).toEqual({
      fault: { reason: 'TOPIC_INVALID', detail: expect.stringContaining(detail) },
    })
  })
})

describe('matchesTopic', () => {
  it.each([
    ['a/b', 'a/b'],
    ['#', 'a'],
    ['#', 'a/b/c'],
    ['#', '/'],
    ['a/#', 'a/b'],
    ['a/#', 'a/'],
    ['a/#', 'a/b/c'],
    ['+', 'a'],
    ['+/b', '/b'],
    ['a/+/c', 'a/b/c'],
    ['a/+', 'a/'],
    ['$aws/events/#', '$aws/events/presence/connected/x'],
    ['a/#', 'a/$b'],
  ])('lets %s match %s', (filter, topic) => {
    expect(matchesTopic(filter.split('/'), topic.split('/'))).toBe(true)
  })

  it.each([
    ['a/#', 'a'],
    ['a/+', 'a'],
    ['+', 'a/b'],
    ['a', 'A'],
    ['a/b', 'a/b/c'],
    ['a/b/c', 'a/b'],
    ['a', 'a/'],
    ['#', '$aws/events/x'],
    ['+/events/x', '$aws/events/x'],
    ['a/+/c', 'a/b/d'],
  ])('does not let %s match %s', (filter, topic) => {
    expect(matchesTopic(filter.split('/'), topic.split('/'))).toBe(false)
  })
})

describe('reservedFilterFault', () => {
  it.each(['a', '#', '$aws/events/#', '$share/g/a'])('lets a device subscribe to %s', (text) => {
    expect(reservedFilterFault(parse(text))).toBeUndefined()
  })

  it.each(['$aws/things/x/shadow', '$aws/#', '$other', '$share/g/$aws/things'])(
    'refuses %s',
    (text) => {
      expect(reservedFilterFault(parse(text))).toMatchObject({ reason: 'TOPIC_RESERVED' })
    },
  )
})
