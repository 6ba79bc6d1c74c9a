import { InterfaceVpcEndpoint, type IVpcEndpoint } from 'aws-cdk-lib/aws-ec2'
import type { AliasRecordTargetConfig } from 'aws-cdk-lib/aws-route53'
import { Construct } from 'constructs'
import { ExecuteApiEndpoint } from './execute-api-endpoint.ts'
import { IsolatedVpc } from './isolated-vpc.ts'
import {
  DEFAULT_VPC_CIDR,
  type EndpointInNewVpc,
  type PrivateNetworkProps,
} from './network-path.ts'
import { requireClientCidrs, requireVpcCidr } from './require-client-networks.ts'

export interface DeviceNetworkProps {
  readonly network: PrivateNetworkProps
  /** Of the device API. @default only the name that API Gateway gives */
  readonly domainName?: string
}

/** The one VPC endpoint that devices call through, new or given, in a VPC that is new or given. */
export class PrivateNetwork extends Construct {
  readonly endpoint: IVpcEndpoint
  /** Absent for a given endpoint. */
  readonly vpcId?: string
  /** Where a DNS alias for the endpoint points to; absent for a given endpoint. */
  readonly aliasTarget?: AliasRecordTargetConfig

  constructor(scope: Construct, id: string, { network, domainName }: DeviceNetworkProps) {
    super(scope, id)
    if ('vpcEndpointId' in network) {
      this.endpoint = this.importEndpoint(network.vpcEndpointId)
      return
    }
    const { clientCidrs } = network
    requireClientCidrs(clientCidrs)
    const { vpcId, subnetIds } = 'vpcId' in network ? network : this.createVpc(network)
    const made = new ExecuteApiEndpoint(this, 'ExecuteApi', {
      vpcId,
      subnetIds,
      clientCidrs,
      domainName,
    })
    this.endpoint = this.importEndpoint(made.vpcEndpointId)
    this.vpcId = vpcId
    this.aliasTarget = made.aliasTarget
  }

  private createVpc({ clientCidrs, vpcCidr: cidr = DEFAULT_VPC_CIDR }: EndpointInNewVpc) {
    requireVpcCidr(cidr, clientCidrs)
    return new IsolatedVpc(this, 'Isolated', { cidr })
  }

  private importEndpoint(vpcEndpointId: string): IVpcEndpoint {
    return InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(this, 'Endpoint', {
      vpcEndpointId,
      port: 443,
    })
  }
}
