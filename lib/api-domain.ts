import type { IHostedZone } from 'aws-cdk-lib/aws-route53'
import { HostedZone } from 'aws-cdk-lib/aws-route53'
import type { Construct } from 'constructs'

/** A name of your own for the device API. */
export interface ApiDomainProps {
  /** Such as `sims.example.com`. */
  readonly name: string
  /** A certificate of AWS Certificate Manager for the name, in the Region of the stack. */
  readonly certificateArn: string
  /** Where the name is entered. @default nowhere: you point it to the API yourself */
  readonly hostedZone?: { readonly id: string; readonly name: string }
}

/** The zone to enter the name in, if there is one. */
export const zoneOf = (
  scope: Construct,
  { hostedZone }: ApiDomainProps,
): IHostedZone | undefined =>
  hostedZone === undefined
    ? undefined
    : HostedZone.fromHostedZoneAttributes(scope, 'Zone', {
        hostedZoneId: hostedZone.id,
        zoneName: hostedZone.name,
      })
