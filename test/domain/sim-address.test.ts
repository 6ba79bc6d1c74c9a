import { BlockList, isIPv4 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSimAddress, parseAddress, parseSimAddress } from '../../domain/sim-address.ts'
import { reasonOf } from '../support/refusal.ts'

/** As the RFCs write them, and apart from how the code finds them. */
const NO_HOST = new BlockList()
NO_HOST.addAddress('0.0.0.0')
NO_HOST.addAddress('255.255.255.255')
NO_HOST.addSubnet('224.0.0.0', 4)
NO_HOST.addAddress('::', 'ipv6')
NO_HOST.addSubnet('ff00::', 8, 'ipv6')

/** Bytes of an address, of which the first is often one where something begins or ends. */
const bytes = (count: number) =>
  fc
    .tuple(
      fc.oneof(fc.constantFrom(0, 223, 224, 239, 240, 254, 255), fc.nat(255)),
      fc.oneof(
        fc.constantFrom(0, 255).map((same) => Array.from({ length: count - 1 }, () => same)),
        fc.array(fc.nat(255), { minLength: count - 1, maxLength: count - 1 }),
      ),
    )
    .map(([first, rest]) => [first, ...rest])

const ipv4 = bytes(4).map((octets) => octets.join('.'))
const ipv6 = bytes(16).map((octets) =>
  Buffer.from(octets).toString('hex').match(/.{4}/g)?.join(':'),
)
const mapped = ipv4.map((address) => `::FFFF:${address}`)

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
    '127.0.0.1',
    '::1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.0.1',
    'fe80::1',
    'fd00::1',
    '0.0.0.1',
    '223.255.255.255',
    '240.0.0.0',
    '255.255.255.254',
    'fec0::1',
    'ff::1',
  ])('takes %s, which one host can have', (address) => {
    expect(parseSimAddress(address)).toBe(address)
  })

  it.each([
    ['0.0.0.0', 'the unspecified'],
    ['::', 'the unspecified'],
    ['0:0:0:0:0:0:0:0', 'the unspecified'],
    ['::ffff:0.0.0.0', 'the unspecified'],
    ['255.255.255.255', 'the broadcast'],
    ['::ffff:ffff:ffff', 'the broadcast'],
    ['224.0.0.1', 'a multicast'],
    ['239.255.255.255', 'a multicast'],
    ['::ffff:232.1.2.3', 'a multicast'],
    ['ff02::1', 'a multicast'],
    ['FF00::', 'a multicast'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'a multicast'],
  ])('refuses %s, the address of no host: %s', async (address, kind) => {
    const parse = () => parseSimAddress(address)

    expect(await reasonOf(parse)).toBe('INVALID_ADDRESS')
    expect(parse).toThrow(
      `expected the address of one host, got ${kind} address "${address.slice(0, 20)}`,
    )
  })

  it('refuses the addresses of no host, in whatever form, and takes all others', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, mapped), (text) => {
        const address = parseAddress(text)
        const parse = () => parseSimAddress(text)

        if (NO_HOST.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')) {
          expect(parse).toThrow('expected the address of one host')
        } else {
          expect(parse()).toBe(address)
        }
      }),
    )
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

describe('isSimAddress', () => {
  it.each(['10.64.0.1', '2001:db8::1', '0.0.0.0', 'ff02::1'])(
    'knows %s as it is stored',
    (text) => {
      expect(isSimAddress(text)).toBe(true)
    },
  )

  it.each(['010.64.0.1', '2001:DB8::1', '::ffff:10.64.0.1', '', undefined, 42])(
    'does not take %j for what is stored',
    (value) => {
      expect(isSimAddress(value)).toBe(false)
    },
  )
})
