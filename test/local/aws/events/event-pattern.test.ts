import { describe, expect, it } from 'vitest'
import { matchesEvent, parseEventPattern } from '../../../../local/aws/events/event-pattern.ts'

const event = {
  source: 'simpass',
  'detail-type': 'SIM Moved',
  resources: ['a', 'b'],
  detail: { deployment: 'simpass-dev-identity', run: 3, final: true, nothing: null },
}

describe('matchesEvent', () => {
  it.each<[object, boolean]>([
    [{ source: ['simpass'] }, true],
    [{ source: ['aws.ec2', 'simpass'] }, true],
    [{ source: ['Simpass'] }, false],
    [{ source: ['simpas'] }, false],
    [{ source: [{ prefix: 'sim' }] }, true],
    [{ source: [{ prefix: 'im' }] }, false],
    [{ 'detail-type': [{ prefix: 'SIM ' }], source: ['simpass'] }, true],
    [{ 'detail-type': ['SIM Added'], source: ['simpass'] }, false],
    [{ detail: { deployment: ['simpass-dev-identity'] } }, true],
    [{ detail: { deployment: ['simpass-prod-identity'] } }, false],
    [{ detail: { run: [3] } }, true],
    [{ detail: { run: ['3'] } }, false],
    [{ detail: { run: [{ prefix: '3' }] } }, false],
    [{ detail: { final: [true], nothing: [null] } }, true],
    [{ detail: { absent: [null] } }, false],
    [{ detail: { absent: { deeper: ['x'] } } }, false],
    [{ detail: { constructor: [{ prefix: '' }] } }, false],
    [{ resources: ['b'] }, true],
    [{ resources: ['c'] }, false],
  ])('decides by %j', (pattern, expected) => {
    expect(matchesEvent(parseEventPattern(pattern), event)).toBe(expected)
  })
})

describe('parseEventPattern', () => {
  it.each([
    [{}],
    [[]],
    ['source'],
    [undefined],
    [{ source: 'simpass' }],
    [{ source: [] }],
    [{ source: [{ 'anything-but': 'x' }] }],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }],
    [{ $or: [{ source: ['a'] }] }],
  ])('refuses %j, which is not emulated or no pattern', (pattern) => {
    expect(() => parseEventPattern(pattern)).toThrow('expected an event pattern of exact values')
  })
})
