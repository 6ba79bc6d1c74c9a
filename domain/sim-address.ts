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

/** Whether a value is an address in its canonical form already, as everything that is stored must be. */
export const isSimAddress = (value: unknown): value is SimAddress =>
  value !== undefined && canonical(value) === value

/** @throws DomainError INVALID_ADDRESS */
export const parseSimAddress = (value: unknown): SimAddress => {
  const address = canonical(value)
  if (isSimAddress(address)) return address
  throw new DomainError('INVALID_ADDRESS', `expected an IPv4 or IPv6 address, got ${quote(value)}`)
}

// In the canonical form: this network, multicast, broadcast, unspecified.
const NO_HOST = /^(?:0\.|22[4-9]\.|23\d\.|255\.255\.255\.255$|::$|ff)/

/**
 * Reads an address that a SIM is to have: one of a host. Some systems write 0.0.0.0 for none.
 *
 * @throws DomainError INVALID_ADDRESS
 */
export const parseHostAddress = (value: unknown): SimAddress => {
  const address = parseSimAddress(value)
  if (!NO_HOST.test(address)) return address
  throw new DomainError(
    'INVALID_ADDRESS',
    `expected the address of one host, got ${quote(address)}, which no host has`,
  )
}
