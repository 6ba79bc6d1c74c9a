import { describe, expect, it } from 'vitest'
import { createStageThrottle } from '../../../local/api-gateway/stage-throttle.ts'

const manualClock = () => {
  let now = 0
  return {
    now: () => now,
    schedule: () => () => {},
    advance: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

const all = { httpMethod: '*', resourcePath: '/*', ratePerSecond: 10, burst: 2 }

describe('createStageThrottle', () => {
  it('lets a burst pass and refuses the next', () => {
    const throttle = createStageThrottle([all], manualClock())

    expect([1, 2, 3].map(() => throttle('GET', '/a'))).toEqual([true, true, false])
  })

  it('lets as many pass as the rate allows', () => {
    const clock = manualClock()
    const throttle = createStageThrottle([all], clock)
    for (let index = 0; index < 3; index++) throttle('GET', '/a')
    clock.advance(100)

    expect([throttle('GET', '/a'), throttle('GET', '/a')]).toEqual([true, false])
  })

  it('prefers the setting of a method to that of all', () => {
    const own = { httpMethod: 'GET', resourcePath: '/a', ratePerSecond: 1, burst: 1 }
    const throttle = createStageThrottle([all, own], manualClock())

    expect([throttle('GET', '/a'), throttle('GET', '/a')]).toEqual([true, false])
    expect(throttle('POST', '/a')).toBe(true)
  })

  it('lets everything pass where no limit is set', () => {
    const throttle = createStageThrottle([], manualClock())

    expect(throttle('GET', '/a')).toBe(true)
  })
})
