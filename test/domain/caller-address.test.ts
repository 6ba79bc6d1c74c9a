import { describe, expect, it } from 'vitest'
import { createCallerAddress } from '../../domain/caller-address.ts'
import { reasonOf } from '../support/refusal.ts'

const headers = (values: Readonly<Record<string, readonly string[]>>) => (name: string) =>
  values[name] ?? []
const proxies = { cidrs: ['10.0.0.0/24', '2001:db8:1::/64'], header: 'x-real-ip' }

describe('createCallerAddress', () => {
  it('takes the immediate peer when no proxy is trusted, whatever the headers say', () => {
    const header = headers({
      'x-forwarded-for': ['10.64.0.2'],
      'x-real-ip': ['10.64.0.2'],
      forwarded: ['for=10.64.0.2'],
    })

    expect(createCallerAddress()({ sourceIp: '10.64.0.1', header })).toBe('10.64.0.1')
  })

  it.each(['10.0.1.1', '10.64.0.2', '203.0.113.99', '::ffff:10.0.1.1', '2001:db8:2::7', '::a00:7'])(
    'refuses %s, which is not a trusted proxy, whatever it says',
    async (sourceIp) => {
      const header = headers({ 'x-real-ip': ['10.64.0.2'] })
      const run = () => createCallerAddress(proxies)({ sourceIp, header })

      expect(await reasonOf(run)).toBe('NOT_A_PROXY')
    },
  )

  it.each([
    ['10.0.0.7', 'a prefix length of 1 to 32'],
    ['10.0.0.7/0', 'a prefix length of 1 to 32'],
    ['10.0.0.7/32x', 'a prefix length of 1 to 32'],
    ['0.0.0.0/0', 'a prefix length of 1 to 32'],
    ['0.0.0.0/1', 'a prefix length of at least 20'],
    ['10.64.0.0/16', 'a prefix length of at least 20'],
    ['2001:db8::/32', 'a prefix length of at least 56'],
    ['::/1', 'written as IPv4'],
    ['::ffff:0:0/96', 'written as IPv4'],
    ['', 'an IPv4 or IPv6 network'],
  ])('does not start with the trusted network %j', (cidr, expected) => {
    const start = () => createCallerAddress({ ...proxies, cidrs: [cidr] })

    expect(start).toThrow(/^trusted proxies: expected /)
    expect(start).toThrow(expected)
  })

  it('does not start with no trusted network', () => {
    expect(() => createCallerAddress({ ...proxies, cidrs: [] })).toThrow('at least one network')
  })

  it.each(['X-Forwarded-For', 'Forwarded', 'Via', 'Host', ''])(
    'does not start with the header %j, which callers can write',
    (header) => {
      expect(() => createCallerAddress({ ...proxies, header })).toThrow('the name of a header')
    },
  )

  it.each(['0.0.0.0', '::', '224.0.0.1'])('refuses a peer at %s', async (sourceIp) => {
    const run = () => createCallerAddress()({ sourceIp, header: headers({}) })

    expect(await reasonOf(run)).toBe('INVALID_ADDRESS')
  })

  it('takes the header in any letter case', () => {
    const callerAddress = createCallerAddress({ ...proxies, header: 'X-Real-IP' })
    const header = headers({ 'x-real-ip': ['10.64.0.2'] })

    expect(callerAddress({ sourceIp: '10.0.0.7', header })).toBe('10.64.0.2')
  })

  it.each(['10.0.0.7', '::ffff:10.0.0.7', '2001:db8:1::7'])(
    'believes the header of the trusted proxy %s',
    (sourceIp) => {
      const header = headers({ 'x-real-ip': ['10.64.0.2'] })

      expect(createCallerAddress(proxies)({ sourceIp, header })).toBe('10.64.0.2')
    },
  )

  it.each([
    ['no header', []],
    ['two headers', ['10.64.0.2', '10.64.0.3']],
    ['a list of addresses', ['10.64.0.2, 10.64.0.3']],
  ])('refuses a trusted proxy with %s', async (_, values) => {
    const header = headers({ 'x-real-ip': values, 'x-forwarded-for': ['10.64.0.2'] })
    const run = () => createCallerAddress(proxies)({ sourceIp: '10.0.0.7', header })

    expect(await reasonOf(run)).toBe('INVALID_PROXY_HEADER')
  })

  it.each(['unknown', '0.0.0.0', '::', 'ff02::1'])(
    'refuses a trusted proxy that names %s, the address of no host',
    async (named) => {
      const header = headers({ 'x-real-ip': [named] })
      const run = () => createCallerAddress(proxies)({ sourceIp: '10.0.0.7', header })

      expect(await reasonOf(run)).toBe('INVALID_ADDRESS')
    },
  )
})
