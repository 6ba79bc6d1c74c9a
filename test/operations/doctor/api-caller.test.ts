import { describe, expect, it } from 'vitest'
import { callerFor } from '../../../operations/doctor/api-caller.ts'
import { createSyntheticSim } from '../../../operations/doctor/walk-device-path.ts'

describe('callerFor', () => {
  it.each([
    [{}, { sourceIp: '192.0.2.1', headers: {} }],
    [
      { TRUSTED_PROXY_CIDRS: '203.0.113.7/32', PROXY_HEADER: 'x-real-ip' },
      { sourceIp: '203.0.113.7', headers: { 'x-real-ip': '192.0.2.1' } },
    ],
    [
      { TRUSTED_PROXY_CIDRS: '2001:db8::/64,10.0.0.0/24', PROXY_HEADER: 'x-real-ip' },
      { sourceIp: '2001:db8::', headers: { 'x-real-ip': '192.0.2.1' } },
    ],
  ])('comes to a function with %j as %j', (variables, expected) => {
    expect(callerFor(createSyntheticSim(), variables)).toEqual(expected)
  })
})
