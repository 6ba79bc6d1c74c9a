import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  Stack,
  type StackProps,
} from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { CONTENTS } from './contents.ts'
import { Onboarding, type OnboardingProps } from './onboarding.ts'

export interface OnboardingStackProps extends StackProps, OnboardingProps {}

/** The stack of the device API. Deployed last and deleted first, so that issuing stops before anything else. */
export class OnboardingStack extends Stack {
  readonly onboarding: Onboarding

  constructor(scope: Construct, id: string, props: OnboardingStackProps) {
    super(scope, id, { description: 'simpass: device API', ...props })
    // CloudFormation then refuses to delete, or to replace, what this stack still uses.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG)
    this.onboarding = new Onboarding(this, CONTENTS, props)

    new CfnOutput(this, 'OnboardingUrl', {
      description: 'Where a device gets its token',
      value: this.onboarding.deviceApi.onboardingUrl,
    })
    new CfnOutput(this, 'IotEndpoint', {
      description: 'Where a device connects with its token',
      value: this.onboarding.iotEndpoint.address,
    })
    this.describeNetwork()
  }

  /** What an operator attaches the carrier's VPN to. */
  private describeNetwork(): void {
    const { network } = this.onboarding.deviceApi
    if (network === undefined) return
    new CfnOutput(this, 'VpcEndpointId', {
      description: 'VPC endpoint that devices call through',
      value: network.endpoint.vpcEndpointId,
    })
    if (network.vpcId === undefined) return
    new CfnOutput(this, 'VpcId', {
      description: 'VPC that the network of the SIMs has to reach',
      value: network.vpcId,
    })
  }
}
