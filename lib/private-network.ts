import { InterfaceVpcEndpoint, type IVpcEndpoint } from 'aws-cdk-lib/aws-ec2'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
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

/** The one VPC endpoint that devices call through, new or given, in a VPC that is new or given. */
export class PrivateNetwork extends Construct {
  readonly endpoint: IVpcEndpoint
  /** Absent for a given endpoint. */
  readonly vpcId?: string
  /** Where a DNS alias for the endpoint points to; absent for a given endpoint. */
  readonly aliasTarget?: AliasRecordTargetConfig

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id)
    if ('vpcEndpointId' in props) {
      this.endpoint = this.importEndpoint(props.vpcEndpointId)
      return
    }
    const { clientCidrs } = props
    requireClientCidrs(clientCidrs)
    const { vpcId, subnetIds } = 'vpcId' in props ? props : this.createVpc(props)
    const made = new ExecuteApiEndpoint(this, 'ExecuteApi', { vpcId, subnetIds, clientCidrs })
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

  /** Lets nobody invoke but those who come through the endpoint, whose private addresses are then the SIMs'. */
  createResourcePolicy(): PolicyDocument {
    const invoke = {
      principals: [new AnyPrincipal()],
      actions: ['execute-api:Invoke'],
      resources: ['execute-api:/*'],
    }
    const sourceVpce = { 'aws:SourceVpce': this.endpoint.vpcEndpointId }
    return new PolicyDocument({
      statements: [
        new PolicyStatement({ ...invoke, conditions: { StringEquals: sourceVpce } }),
        new PolicyStatement({
          ...invoke,
          effect: Effect.DENY,
          conditions: { StringNotEquals: sourceVpce },
        }),
      ],
    })
  }
}
