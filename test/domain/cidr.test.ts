import { describe, expect, it } from 'vitest'
import { cidrFault, overlaps, prefixLengthOf } from '../../domain/cidr.ts'

describe('cidrFault', () => {
  it.each([
    '10.0.0.0/8',
    '10.128.0.0/9',
    '192.0.2.7/32',
    '128.0.0.0/1',
    '2001:db8::/32',
    '2001:db8:0:1::/64',
    '2001:DB8::1/128',
    '1:2:3:4:5:6:7:8/128',
    '8000::/1',
  ])('takes %s', (text) => {
    expect(cidrFault(text)).toBeUndefined()
  })

  it.each([
    ['10.0.0.1/8', 'no bit set'],
    ['10.64.0.0/9', 'no bit set'],
    ['255.255.255.255/31', 'no bit set'],
    ['2001:db8::1/64', 'no bit set'],
    ['2001:db8:1::/33', 'no bit set'],
    ['::1/127', 'no bit set'],
    ['10.0.0.0', 'a prefix length of 1 to 32'],
    ['10.0.0.0/', 'a prefix length of 1 to 32'],
    ['0.0.0.0/0', 'a prefix length of 1 to 32'],
    ['10.0.0.0/33', 'a prefix length of 1 to 32'],
    ['10.0.0.0/08', 'a prefix length of 1 to 32'],
    ['10.0.0.0/+8', 'a prefix length of 1 to 32'],
    ['10.0.0.0/8.0', 'a prefix length of 1 to 32'],
    ['10.0.0.0/255.0.0.0', 'a prefix length of 1 to 32'],
    ['::/0', 'a prefix length of 1 to 128'],
    ['2001:db8::/129', 'a prefix length of 1 to 128'],
    ['', 'an IPv4 or IPv6 network'],
    ['10.0.0/24', 'an IPv4 or IPv6 network'],
    ['10.0.0.0/8/8', 'an IPv4 or IPv6 network'],
    ['010.0.0.0/8', 'an IPv4 or IPv6 network'],
    [' 10.0.0.0/8', 'an IPv4 or IPv6 network'],
    ['256.0.0.0/8', 'an IPv4 or IPv6 network'],
    ['fe80::%eth0/64', 'an IPv4 or IPv6 network'],
    ['::ffff:10.0.0.0/104', 'an IPv4 or IPv6 network'],
    ['example.com/8', 'an IPv4 or IPv6 network'],
    ['::/1', 'written as IPv4'],
    ['::/56', 'written as IPv4'],
    ['::ffff:0:0/96', 'written as IPv4'],
    ['::ffff:a00:0/104', 'written as IPv4'],
    ['0:0:0:0:0:FFFF:a00:7/128', 'written as IPv4'],
  ])('refuses %j and expects %s', (text, expected) => {
    expect(cidrFault(text)).toContain(expected)
  })
})

describe('prefixLengthOf', () => {
  it.each([
    ['10.0.0.0/8', 8],
    ['2001:db8::/64', 64],
    ['10.0.0.7', undefined],
    ['10.0.0.7/0', undefined],
  ])('says of %s %s', (text, length) => {
    expect(prefixLengthOf(text)).toBe(length)
  })
})

describe('overlaps', () => {
  it.each([
    ['10.0.0.0/8', '10.9.0.0/24'],
    ['10.9.0.7/32', '10.9.0.0/24'],
    ['10.9.0.0/24', '10.9.0.0/24'],
    ['2001:db8::/32', '2001:db8:1::/64'],
  ])('finds %s and %s to have addresses in common', (one, other) => {
    expect(overlaps(one, other)).toBe(true)
    expect(overlaps(other, one)).toBe(true)
  })

  it.each([
    ['10.8.0.0/24', '10.9.0.0/24'],
    ['10.9.0.0/25', '10.9.0.128/25'],
    ['8000::/1', '128.0.0.0/1'],
    ['10.0.0.0', '10.0.0.0/8'],
  ])('finds %s and %s to have none', (one, other) => {
    expect(overlaps(one, other)).toBe(false)
    expect(overlaps(other, one)).toBe(false)
  })
})
