import { isIPv4, isIPv6 } from 'node:net'

interface Network {
  readonly bits: 32 | 128
  readonly value: bigint
  readonly prefixLength: number
}

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

const share = (one: Network, other: Network): boolean => {
  if (one.bits !== other.bits) return false
  const hostBits = BigInt(one.bits - Math.min(one.prefixLength, other.prefixLength))
  return one.value >> hostBits === other.value >> hostBits
}

/** What IPv4 addresses look like in IPv6 (RFC 4291, 2.5.5.2); here they are always IPv4. */
const IPV4_MAPPED: Network = { bits: 128, value: 0xffffn << 32n, prefixLength: 96 }

/** The network that a text says in CIDR notation, or why it says none. */
const read = (text: string): Network | string => {
  const [address = '', prefix = '', ...rest] = text.split('/')
  const isV4 = isIPv4(address)
  // Neither a zone nor an embedded IPv4 address.
  if (rest.length > 0 || !(isV4 || (isIPv6(address) && !/[%.]/.test(address)))) {
    return 'an IPv4 or IPv6 network such as 10.0.0.0/24'
  }
  const bits = isV4 ? 32 : 128
  const prefixLength = Number(prefix)
  if (!/^[1-9]\d{0,2}$/.test(prefix) || prefixLength > bits)
    return `a prefix length of 1 to ${bits}`
  const value = isV4 ? ipv4Value(address) : ipv6Value(address)
  if ((value & ((1n << BigInt(bits - prefixLength)) - 1n)) !== 0n) {
    return 'a network address, with no bit set after its prefix'
  }
  const network: Network = { bits, value, prefixLength }
  return share(network, IPV4_MAPPED)
    ? 'a network without ::ffff:0:0/96, whose addresses are written as IPv4'
    : network
}

/** Why a text is not one network in CIDR notation, or `undefined` if it is. */
export const cidrFault = (text: string): string | undefined => {
  const network = read(text)
  return typeof network === 'string' ? network : undefined
}

/** The length of its prefix, or `undefined` for what is no network. */
export const prefixLengthOf = (cidr: string): number | undefined => {
  const network = read(cidr)
  return typeof network === 'string' ? undefined : network.prefixLength
}

/** Whether two networks have an address in common; what is no network has none. */
export const overlaps = (one: string, other: string): boolean => {
  const first = read(one)
  const second = read(other)
  if (typeof first === 'string' || typeof second === 'string') return false
  return share(first, second)
}
