import { cidrFault, prefixLengthOf } from './cidr.ts'

/** Proxies that are believed, and the one header that they overwrite with their caller's address. */
export interface TrustedProxies {
  readonly cidrs: readonly string[]
  /** In any letter case. Never `x-forwarded-for`: API Gateway appends to what a stranger wrote there. */
  readonly header: string
}

/** A VPC's usual subnet, and the smallest IPv6 network of a VPC: a wider one has others than proxies in it. */
const LEAST_PREFIX_LENGTH = { ipv4: 20, ipv6: 56 } as const

/** They go into the function's environment variables, of which Lambda takes 4 KB in all. */
export const MOST_PROXY_NETWORKS = 20

/** Headers that API Gateway writes, or that the sender of a request can put there through it. */
const UNTRUSTWORTHY_HEADER =
  /^(?:forwarded|x-forwarded-.*|x-amzn?-.*|cloudfront-.*|via|host|connection|content-.*|transfer-encoding|accept.*|authorization|user-agent|expect|te|trailer|upgrade)$/

/** Why everybody in a network must not be believed, or `undefined` if they may be. */
export const proxyNetworkFault = (cidr: string): string | undefined => {
  const fault = cidrFault(cidr)
  if (fault !== undefined) return fault
  const least = cidr.includes(':') ? LEAST_PREFIX_LENGTH.ipv6 : LEAST_PREFIX_LENGTH.ipv4
  return (prefixLengthOf(cidr) ?? 0) >= least
    ? undefined
    : `a prefix length of at least ${least}, because everybody in the network could name any SIM`
}

/** Why a header must not be believed, or `undefined` if it may be. */
export const proxyHeaderFault = (name: string): string | undefined => {
  if (!/^[\w!#$%&'*+.^`|~-]{1,64}$/.test(name)) {
    return 'the name of a header that only the proxy writes, such as x-real-ip'
  }
  return UNTRUSTWORTHY_HEADER.test(name.toLowerCase())
    ? 'the name of a header that neither API Gateway nor the caller can write, such as x-real-ip'
    : undefined
}

/** How many there must be. */
export const proxyCountFault = (cidrs: readonly unknown[]): string | undefined => {
  if (cidrs.length === 0) return 'at least one network'
  return cidrs.length > MOST_PROXY_NETWORKS ? `at most ${MOST_PROXY_NETWORKS} networks` : undefined
}
