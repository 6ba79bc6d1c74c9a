import { describe, expect, it } from 'vitest'
import { keepAliveSeconds } from '../../../../local/iot-core/mqtt/enter.ts'
import { defaultQuotas } from '../../../../local/iot-core/quotas.ts'

describe('keepAliveSeconds', () => {
  it.each([
    [0, 1200],
    [1, 30],
    [30, 30],
    [60, 60],
    [1200, 1200],
    [1201, 1200],
    [65_535, 1200],
  ])('of %i s asked for is %i s', (requested, granted) => {
    expect(keepAliveSeconds(requested, defaultQuotas)).toBe(granted)
  })
})
