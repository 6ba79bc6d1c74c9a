import { describe, expect, it } from 'vitest'
import { TokenBucket } from '../../../local/iot-core/token-bucket.ts'
import { createFakeClock } from './support/fake-clock.ts'

const takeAll = (bucket: TokenBucket): number => {
  let taken = 0
  while (taken < 1000 && bucket.tryTake()) taken += 1
  return taken
}

describe('TokenBucket', () => {
  it('allows its burst at once and its rate from then on', () => {
    const clock = createFakeClock()
    const bucket = new TokenBucket(clock, 10, 20)

    expect(takeAll(bucket)).toBe(20)
    expect(bucket.waitMs()).toBe(100)
    clock.advance(500)
    expect(takeAll(bucket)).toBe(5)
  })

  it('never holds more than its burst', () => {
    const clock = createFakeClock()
    const bucket = new TokenBucket(clock, 10)
    takeAll(bucket)

    clock.advance(3_600_000)

    expect(bucket.isFull()).toBe(true)
    expect(takeAll(bucket)).toBe(10)
  })

  it('takes nothing away when the clock is set back', () => {
    let now = 10_000
    const bucket = new TokenBucket({ now: () => now, schedule: () => () => {} }, 10)

    now = 0

    expect(takeAll(bucket)).toBe(10)
  })

  it('allows everything at an infinite rate', () => {
    const bucket = new TokenBucket(createFakeClock(), Number.POSITIVE_INFINITY)

    expect(takeAll(bucket)).toBe(1000)
    expect(bucket.waitMs()).toBe(0)
  })
})
