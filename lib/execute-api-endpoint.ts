import { Aws, CfnMapping, Fn, Stack } from 'aws-cdk-lib'
import { CfnVPCEndpoint, Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2'
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { AliasRecordTargetConfig } from 'aws-cdk-lib/aws-route53'
import { Construct } from 'constructs'
import { DEVICE_ROUTE } from './device-route.ts'
import type { EndpointInExistingVpc } from './network-path.ts'

export interface ExecuteApiEndpointProps extends EndpointInExistingVpc {
  /** Of the device API. @default only the name that API Gateway gives */
  readonly domainName?: string
}

/** The interface endpoint through which a VPC reaches private REST APIs, open to devices on port 443 and to nobody else. */
export class ExecuteApiEndpoint extends Construct {
  readonly vpcEndpointId: string
  /** Where a DNS alias for it points to. */
  readonly aliasTarget: AliasRecordTargetConfig

  constructor(scope: Construct, id: string, props: ExecuteApiEndpointProps) {
    super(scope, id)
    const endpoint = new CfnVPCEndpoint(this, 'Endpoint', {
      serviceName: `${servicePrefix(this)}.${Aws.REGION}.execute-api`,
      vpcEndpointType: 'Interface',
      vpcId: props.vpcId,
      subnetIds: [...props.subnetIds],
      securityGroupIds: [this.admitOnly(props).securityGroupId],
      policyDocument: deviceRouteOnly(Stack.of(this), props.domainName),
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

/**
 * Through the endpoint devices reach the one route of our API, and neither other APIs of the account nor those of
 * strangers. The API and its domain themselves name the endpoint, so here their ids can only be wildcards.
 */
const deviceRouteOnly = (
  { partition, region, account }: Stack,
  domainName: string | undefined,
): PolicyDocument => {
  const prefix = `arn:${partition}:execute-api:${region}:${account}:`
  const { stageName, method, path } = DEVICE_ROUTE
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [
          `${prefix}*/${stageName}/${method}/${path}`,
          ...(domainName === undefined ? [] : [`${prefix}/domainnames/${domainName}+*`]),
        ],
      }),
    ],
  })
}

/** In China the names of VPC endpoint services begin with another word. */
const servicePrefix = (scope: Construct): string =>
  new CfnMapping(scope, 'Partitions', {
    mapping: {
      aws: { servicePrefix: 'com.amazonaws' },
      'aws-us-gov': { servicePrefix: 'com.amazonaws' },
      'aws-cn': { servicePrefix: 'cn.com.amazonaws' },
    },
  }).findInMap(Aws.PARTITION, 'servicePrefix')
