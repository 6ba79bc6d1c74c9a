import { describe, expect, it } from 'vitest'
import { parseHostAddress, parseSimAddress } from '../../domain/sim-address.ts'
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

describe('parseHostAddress', () => {
  it.each(['10.64.0.1', '127.0.0.1', '100.64.0.1', '223.255.255.255', '2001:db8::1', '::1'])(
    'takes %s',
    (address) => {
      expect(parseHostAddress(address)).toBe(address)
    },
  )

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '224.0.0.1',
    '239.1.1.1',
    '255.255.255.255',
    'FF02::1',
    'x',
  ])('refuses %s', async (address) => {
    expect(await reasonOf(() => parseHostAddress(address))).toBe('INVALID_ADDRESS')
  })
})
