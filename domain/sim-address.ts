import { isIP, SocketAddress } from 'node:net'
import { DomainError } from './errors.ts'
import { quote } from './quote.ts'

declare const brand: unique symbol

/**
 * The network address that belongs to a SIM, in its one canonical form: dotted IPv4, or IPv6 compressed in
 * lower case (RFC 5952) and without a zone. An IPv4-mapped IPv6 address is the IPv4 address.
 */
export type SimAddress = string & { readonly [brand]: 'SimAddress' }

const IPV4_MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/

const canonical = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.includes('%')) return undefined
  const family = isIP(value)
  if (family !== 6) return family === 4 ? value : undefined
  const { address } = new SocketAddress({ address: value, family: 'ipv6' })
  return IPV4_MAPPED.exec(address)?.[1] ?? address
}

/** Multicast is 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291, 2.7). */
const IPV4_MULTICAST = /^2(?:2[4-9]|3\d)\./
const IPV6_MULTICAST = /^ff[0-9a-f]{2}:/

/** Why no single host sends from a canonical address (RFC 1122, 3.2.1.3; RFC 4291, 2.5.2), or `undefined` if one can. */
const hostFault = (address: string): string | undefined => {
  if (address === '0.0.0.0' || address === '::') return 'the unspecified address'
  if (address === '255.255.255.255') return 'the broadcast address'
  if (IPV4_MULTICAST.test(address) || IPV6_MULTICAST.test(address)) return 'a multicast address'
  return undefined
}

/**
 * Whether a value is an address in its canonical form already, as everything that is stored must be. One that no SIM
 * can have counts: whoever calls is never at it, and the SIM that has it in the table can still be moved and suspended.
 */
export const isSimAddress = (value: unknown): value is SimAddress =>
  value !== undefined && canonical(value) === value

/**
 * Any address, also one that no SIM can have.
 *
 * @throws DomainError INVALID_ADDRESS
 */
export const parseAddress = (value: unknown): SimAddress => {
  const address = canonical(value)
  if (isSimAddress(address)) return address
  throw new DomainError('INVALID_ADDRESS', `expected an IPv4 or IPv6 address, got ${quote(value)}`)
}

/**
 * The address of one host. Private, shared (RFC 6598), link-local and loopback addresses are good: which of them reach
 * a deployment is for its network to say, and devices of the local stack are at loopback.
 *
 * @throws DomainError INVALID_ADDRESS
 */
export const parseSimAddress = (value: unknown): SimAddress => {
  const address = parseAddress(value)
  const fault = hostFault(address)
  if (fault === undefined) return address
  throw new DomainError(
    'INVALID_ADDRESS',
    `expected the address of one host, got ${fault} ${quote(value)}`,
  )
}
