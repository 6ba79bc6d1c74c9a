import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { SimOnboarding } from '../../lib/sim-onboarding.ts'

/** Somebody's own stack, with simpass as one part of it. */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props)
    const simOnboarding = new SimOnboarding(this, 'Sims', {
      authorizerName: 'fleet',
      tokenLifetimeSeconds: Duration.hours(12).toSeconds(),
      // Devices call through a VPC that the carrier's VPN ends in; without this line the API is public.
      network: { kind: 'private', clientCidrs: ['10.64.0.0/16'] },
    })

    // Its parts are there to build on: tables to fill, functions to watch, a URL to hand on.
    new Alarm(this, 'OnboardingIsSlow', {
      metric: simOnboarding.onboarding.handler.function.metricDuration({ statistic: 'p99' }),
      threshold: Duration.seconds(5).toMilliseconds(),
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    new CfnOutput(this, 'OnboardingUrl', { value: simOnboarding.onboardingUrl })
    new CfnOutput(this, 'SimsTable', { value: simOnboarding.sims.tableName })
    new CfnOutput(this, 'SimAddressesTable', { value: simOnboarding.simAddresses.tableName })
  }
}
