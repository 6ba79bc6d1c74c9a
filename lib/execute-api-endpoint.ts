import { Aws, Fn, Stack } from 'aws-cdk-lib'
import { CfnVPCEndpoint, Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2'
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { AliasRecordTargetConfig } from 'aws-cdk-lib/aws-route53'
import { Construct } from 'constructs'
import type { EndpointInExistingVpc } from './network-path.ts'

/** The interface endpoint through which a VPC reaches private REST APIs, open to devices on port 443 and to nobody else. */
export class ExecuteApiEndpoint extends Construct {
  readonly vpcEndpointId: string
  /** Where a DNS alias for it points to. */
  readonly aliasTarget: AliasRecordTargetConfig

  constructor(scope: Construct, id: string, props: EndpointInExistingVpc) {
    super(scope, id)
    const endpoint = new CfnVPCEndpoint(this, 'Endpoint', {
      serviceName: `com.amazonaws.${Aws.REGION}.execute-api`,
      vpcEndpointType: 'Interface',
      vpcId: props.vpcId,
      subnetIds: [...props.subnetIds],
      securityGroupIds: [this.admitOnly(props).securityGroupId],
      policyDocument: ownApisOnly(Stack.of(this)),
      // Private DNS would hide every public API of the Region from the VPC; our API has a name of its own instead.
      privateDnsEnabled: false,
    })
    this.vpcEndpointId = endpoint.ref
    // The first entry is the name for all Availability Zones, each entry `<hosted zone>:<name>`.
    const entry = Fn.split(':', Fn.select(0, endpoint.attrDnsEntries))
    this.aliasTarget = { hostedZoneId: Fn.select(0, entry), dnsName: Fn.select(1, entry) }
  }

  private admitOnly({ vpcId, clientCidrs }: EndpointInExistingVpc): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', {
        vpcId,
        // Asked for, and of no concern to a security group.
        availabilityZones: Stack.of(this).availabilityZones,
      }),
      description: 'simpass: devices that ask for their tokens',
      allowAllOutbound: false,
    })
    for (const cidr of clientCidrs) {
      group.addIngressRule(Peer.ipv4(cidr), Port.tcp(443), 'devices')
    }
    return group
  }
}

/** Devices can reach the private APIs of this account through the endpoint, and not those of strangers. */
const ownApisOnly = ({ partition, region, account }: Stack): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [`arn:${partition}:execute-api:${region}:${account}:*`],
      }),
    ],
  })
