import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib'
import { Grant } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { NodeFunction } from './node-function.ts'

/** The host name that devices of this account and Region connect to, which only IoT Core itself knows. */
export class IotEndpoint extends Construct {
  readonly address: string

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const finder = new NodeFunction(this, 'Finder', {
      entry: 'iot-endpoint',
      description: 'Asks IoT Core for the data endpoint of this account and Region',
      environment: { STACK_ID: Stack.of(this).stackId },
    })
    Grant.addToPrincipal({
      grantee: finder,
      actions: ['iot:DescribeEndpoint'],
      resourceArns: ['*'],
    })
    Validations.of(finder.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The endpoint belongs to the whole account and Region: iot:DescribeEndpoint has no resource level, and neither has X-Ray.',
    })
    this.address = new CustomResource(this, 'Endpoint', {
      resourceType: 'Custom::IotEndpoint',
      serviceToken: finder.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      // Not `iot:Data`: its certificate is signed by a root that devices no longer carry.
      properties: { EndpointType: 'iot:Data-ATS' },
    }).getAttString('EndpointAddress')
  }
}
