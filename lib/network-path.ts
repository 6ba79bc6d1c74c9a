import { cidrFault, overlaps, prefixLengthOf } from '../domain/cidr.ts'

/** What a new VPC takes unless it is told otherwise; operators seldom give it to SIMs. */
export const DEFAULT_VPC_CIDR = '192.168.255.0/27'

/** An `execute-api` interface endpoint that is there already; who reaches it is up to its own security group. */
export interface ExistingEndpoint {
  readonly vpcEndpointId: string
}

/** A new endpoint in a VPC that is there already, for example the one that the carrier's VPN ends in. */
export interface EndpointInExistingVpc {
  readonly vpcId: string
  /** One for each Availability Zone that the endpoint shall be in. */
  readonly subnetIds: readonly string[]
  /** Networks that devices call from; nobody else reaches the endpoint. */
  readonly clientCidrs: readonly string[]
}

/** A new endpoint in a new VPC that has nothing else in it. */
export interface EndpointInNewVpc {
  /** Networks that devices call from; nobody else reaches the endpoint. */
  readonly clientCidrs: readonly string[]
  /** What the VPC itself takes, which no SIM may have. @default 192.168.255.0/27 */
  readonly vpcCidr?: string
}

export type PrivateNetworkProps = ExistingEndpoint | EndpointInExistingVpc | EndpointInNewVpc

/** How devices reach the device API: over the internet, or only through a VPC endpoint. */
export type NetworkPath =
  | { readonly kind: 'public' }
  | ({ readonly kind: 'private' } & PrivateNetworkProps)

/** The largest of the private networks is a /8 (RFC 1918); no carrier's SIMs are half of the internet. */
const LEAST_CLIENT_PREFIX_LENGTH = 8

/** Two subnets, each of the smallest size, up to the largest VPC. */
const VPC_PREFIX_LENGTH = { least: 16, most: 27 } as const

/** The endpoint and the new VPC have IPv4 addresses only. */
const ipv4NetworkFault = (cidr: string, least: number, most: number): string | undefined => {
  const fault = cidr.includes(':') ? 'an IPv4 network such as 10.0.0.0/24' : cidrFault(cidr)
  if (fault !== undefined) return fault
  const length = prefixLengthOf(cidr) ?? 0
  return length >= least && length <= most ? undefined : `a prefix length of ${least} to ${most}`
}

/** Why devices cannot be those of a network, or `undefined` if they can. */
export const clientCidrFault = (cidr: string): string | undefined =>
  ipv4NetworkFault(cidr, LEAST_CLIENT_PREFIX_LENGTH, 32)

/** Why a new VPC cannot have a network, or `undefined` if it can. */
export const vpcCidrFault = (cidr: string): string | undefined =>
  ipv4NetworkFault(cidr, VPC_PREFIX_LENGTH.least, VPC_PREFIX_LENGTH.most)

/** Why a new VPC cannot serve these devices: one of them with an address of the VPC would never get an answer. */
export const vpcOverlapFault = (
  vpcCidr: string,
  clientCidrs: readonly string[],
): string | undefined =>
  clientCidrs.some((cidr) => overlaps(cidr, vpcCidr))
    ? `a network apart from clientCidrs, which ${vpcCidr} is not`
    : undefined
