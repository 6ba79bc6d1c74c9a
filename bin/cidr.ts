import { isIPv4, isIPv6 } from 'node:net'

const IPV4_BITS = 32
const IPV6_BITS = 128

const ipv4Value = (address: string): bigint =>
  address.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)

const ipv6Value = (address: string): bigint => {
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].reduce(
    (value, group) => (value << 16n) | BigInt(`0x${group}`),
    0n,
  )
}

/** Why a text is not one network in CIDR notation, or `undefined` if it is. */
export const cidrFault = (text: string): string | undefined => {
  const [address = '', prefix = '', ...rest] = text.split('/')
  const isV4 = isIPv4(address)
  // Neither a zone nor an embedded IPv4 address: both would match nothing that a function ever sees.
  if (rest.length > 0 || !(isV4 || (isIPv6(address) && !/[%.]/.test(address)))) {
    return 'an IPv4 or IPv6 network such as 10.0.0.0/24'
  }
  const bits = isV4 ? IPV4_BITS : IPV6_BITS
  const length = Number(prefix)
  if (!/^[1-9]\d{0,2}$/.test(prefix) || length > bits) return `a prefix length of 1 to ${bits}`
  const hostBits = BigInt(bits - length)
  const value = isV4 ? ipv4Value(address) : ipv6Value(address)
  const hasHostBits = (value & ((1n << hostBits) - 1n)) !== 0n
  return hasHostBits ? 'a network address, with no bit set after its prefix' : undefined
}
