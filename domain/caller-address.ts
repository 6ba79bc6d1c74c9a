import { BlockList, isIPv4 } from 'node:net'
import { DomainError } from './errors.ts'
import { quote } from './quote.ts'
import { parseSimAddress, type SimAddress } from './sim-address.ts'
import {
  proxyCountFault,
  proxyHeaderFault,
  proxyNetworkFault,
  type TrustedProxies,
} from './trusted-proxies.ts'

/** What the front door saw of one request. */
export interface CallerEvidence {
  /** Address of the immediate TCP peer. */
  readonly sourceIp: unknown
  /** Every value of a header, by its name in lower case. */
  readonly header: (name: string) => readonly string[]
}

type CallerAddress = (evidence: CallerEvidence) => SimAddress

const peerOf = ({ sourceIp }: CallerEvidence): SimAddress => parseSimAddress(sourceIp)

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6')

/** @throws Error unless every network and the header are such as may be believed: whoever deployed them did not check */
const requireSound = ({ cidrs, header }: TrustedProxies): void => {
  const require = (name: string, fault: string | undefined, came: unknown): void => {
    if (fault === undefined) return
    throw new Error(`trusted proxies: expected ${fault} as ${name}, got ${quote(came)}`)
  }
  require('networks', proxyCountFault(cidrs), cidrs)
  for (const cidr of cidrs) require('network', proxyNetworkFault(cidr), cidr)
  require('header', proxyHeaderFault(header), header)
}

/** A list for each family, because Node's own matches IPv4 addresses with IPv4-mapped networks. */
const createMatcher = (cidrs: readonly string[]) => {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const cidr of cidrs) {
    const [address = '', prefix = ''] = cidr.split('/')
    const family = familyOf(address)
    lists[family].addSubnet(address, Number(prefix), family)
  }
  return (address: SimAddress): boolean => {
    const family = familyOf(address)
    return lists[family].check(address, family)
  }
}

/**
 * Who is calling: without proxies the immediate peer. With proxies the peer must be one of them, and then it is the
 * one address in the one header that they overwrite; one that sends anything else is misconfigured and is refused.
 *
 * @throws Error if the proxies are such that strangers would be believed
 */
export const createCallerAddress = (proxies?: TrustedProxies): CallerAddress => {
  if (proxies === undefined) return peerOf
  requireSound(proxies)
  const isProxy = createMatcher(proxies.cidrs)
  const name = proxies.header.toLowerCase()

  /** @throws DomainError INVALID_ADDRESS, NOT_A_PROXY, INVALID_PROXY_HEADER */
  return (evidence) => {
    const peer = peerOf(evidence)
    if (!isProxy(peer)) {
      throw new DomainError('NOT_A_PROXY', `expected a trusted proxy, got ${peer}`)
    }
    const values = evidence.header(name)
    const [value] = values
    if (values.length !== 1 || value === undefined || value.includes(',')) {
      const came = values.length === 1 ? quote(value) : `${values.length} of them`
      throw new DomainError(
        'INVALID_PROXY_HEADER',
        `expected one ${name} header with one address, got ${came}`,
      )
    }
    return parseSimAddress(value.trim())
  }
}
