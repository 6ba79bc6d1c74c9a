import { describe, expect, it } from 'vitest'
import { ConnectLimiter } from '../../../local/iot-core/connect-limiter.ts'
import { createFakeClock } from './support/fake-clock.ts'

const quotas = { connectsPerSecondPerClientId: 1, connectBurstPerClientId: 2 }

describe('ConnectLimiter', () => {
  it('limits each client id by itself', () => {
    const clock = createFakeClock()
    const limiter = new ConnectLimiter(quotas, clock)

    const first = ['a', 'a', 'a', 'b'].map((clientId) => limiter.isAllowed(clientId))
    clock.advance(1000)

    expect(first).toEqual([true, true, false, true])
    expect(limiter.isAllowed('a')).toBe(true)
  })

  it('still limits a busy client id after thousands of others came by', () => {
    const limiter = new ConnectLimiter(quotas, createFakeClock())
    limiter.isAllowed('busy')
    limiter.isAllowed('busy')

    for (let index = 0; index < 5000; index += 1) limiter.isAllowed(`other-${index}`)

    expect(limiter.isAllowed('busy')).toBe(false)
  })
})
