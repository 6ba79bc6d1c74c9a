import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { FlowLogDestination, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

export interface IsolatedVpcProps {
  /** IPv4 network of the whole VPC, /27 or larger. */
  readonly cidr: string
}

/** The smallest subnet that a VPC can have: 16 addresses, of which AWS keeps five. */
const SUBNET_PREFIX_LENGTH = 28

/** A VPC without a way in or out until an operator attaches a VPN: no internet gateway, no NAT, two Availability Zones. */
export class IsolatedVpc extends Construct {
  readonly vpcId: string
  readonly subnetIds: readonly string[]

  constructor(scope: Construct, id: string, { cidr }: IsolatedVpcProps) {
    super(scope, id)
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [
        {
          name: 'Endpoint',
          subnetType: SubnetType.PRIVATE_ISOLATED,
          cidrMask: SUBNET_PREFIX_LENGTH,
        },
      ],
      // Nothing is in the default group, and emptying it would take a function with rights over every group.
      restrictDefaultSecurityGroup: false,
    })
    const logs = new LogGroup(this, 'FlowLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // All traffic: the first question about a VPN is whether a packet arrives, and with which source address.
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(logs, this.createFlowLogRole()),
    })
    this.vpcId = vpc.vpcId
    this.subnetIds = vpc.isolatedSubnets.map(({ subnetId }) => subnetId)
  }

  /** For flow logs of this account only, as the service's own guide has it. */
  private createFlowLogRole(): Role {
    const { partition, region, account } = Stack.of(this)
    return new Role(this, 'FlowLogRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
        },
      }),
    })
  }
}
