import { describe, expect, it } from 'vitest'
import { parseSimAddress } from '../../domain/sim-address.ts'
import { reasonOf } from '../support/refusal.ts'

describe('parseSimAddress', () => {
  it.each([
    ['10.64.0.1', '10.64.0.1'],
    ['::ffff:10.64.0.1', '10.64.0.1'],
    ['::FFFF:0a40:0001', '10.64.0.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('writes %s as %s', (text, canonical) => {
    expect(parseSimAddress(text)).toBe(canonical)
  })

  it.each([
    '10.64.0.1, 10.64.0.2',
    '10.64.0.01',
    '10.64.1',
    '0x0a.64.0.1',
    '10.64.0.1:443',
    '10.64.0.1 ',
    '10.64.0.1/32',
    'fe80::1%eth0',
    'test-invoke-source-ip',
    '',
    undefined,
    null,
    42,
  ])('refuses %j', async (value) => {
    expect(await reasonOf(() => parseSimAddress(value))).toBe('INVALID_ADDRESS')
  })
})
