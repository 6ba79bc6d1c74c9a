import { describe, expect, it } from 'vitest'
import { Throttle } from '../../../../local/iot-core/mqtt/throttle.ts'
import { createFakeClock } from '../support/fake-clock.ts'

describe('Throttle', () => {
  it('lets a second worth of bytes pass, then delays', () => {
    const clock = createFakeClock()
    const throttle = new Throttle(clock, 1000)

    expect(throttle.take(1000)).toBe(0)
    expect(throttle.take(500)).toBe(500)
    clock.advance(500)
    expect(throttle.take(0)).toBe(0)
    expect(throttle.take(100)).toBe(100)
  })

  it('delays nothing at an infinite rate', () => {
    expect(new Throttle(createFakeClock(), Number.POSITIVE_INFINITY).take(1e9)).toBe(0)
  })
})
