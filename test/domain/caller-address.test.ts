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

  it('takes the immediate peer when that is not a trusted proxy', () => {
    const header = headers({ 'x-real-ip': ['10.64.0.2'] })

    expect(createCallerAddress(proxies)({ sourceIp: '10.0.1.1', header })).toBe('10.0.1.1')
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

  it('refuses a trusted proxy that names no address', async () => {
    const header = headers({ 'x-real-ip': ['unknown'] })
    const run = () => createCallerAddress(proxies)({ sourceIp: '10.0.0.7', header })

    expect(await reasonOf(run)).toBe('INVALID_ADDRESS')
  })
})
