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
