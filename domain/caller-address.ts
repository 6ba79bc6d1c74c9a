import { BlockList, isIPv4 } from 'node:net'
import { DomainError } from './errors.ts'
import { quote } from './quote.ts'
import { parseSimAddress, type SimAddress } from './sim-address.ts'

/** Proxies that are believed, and the one header that they overwrite with their caller's address. */
export interface TrustedProxies {
  readonly cidrs: readonly string[]
  /** In lower case. Never `x-forwarded-for`: API Gateway appends to what a stranger wrote there. */
  readonly header: string
}

/** What the front door saw of one request. */
export interface CallerEvidence {
  /** Address of the immediate TCP peer. */
  readonly sourceIp: unknown
  /** Every value of a header, by its name in lower case. */
  readonly header: (name: string) => readonly string[]
}

const blockListOf = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', prefix = ''] = cidr.split('/')
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}

/**
 * Who is calling: the immediate peer, unless that peer is a trusted proxy; then the one address in the one
 * header that the proxy overwrites. A trusted proxy that sends anything else is misconfigured and is refused.
 */
export const createCallerAddress = (proxies?: TrustedProxies) => {
  const trusted = blockListOf(proxies?.cidrs ?? [])

  /** @throws DomainError INVALID_ADDRESS, INVALID_PROXY_HEADER */
  return ({ sourceIp, header }: CallerEvidence): SimAddress => {
    const peer = parseSimAddress(sourceIp)
    if (proxies === undefined || !trusted.check(peer, isIPv4(peer) ? 'ipv4' : 'ipv6')) return peer
    const values = header(proxies.header)
    const [value] = values
    if (values.length !== 1 || value === undefined || value.includes(',')) {
      const came = values.length === 1 ? quote(value) : `${values.length} of them`
      throw new DomainError(
        'INVALID_PROXY_HEADER',
        `expected one ${proxies.header} header with one address, got ${came}`,
      )
    }
    return parseSimAddress(value.trim())
  }
}
