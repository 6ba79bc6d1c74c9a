import {
  CfnOutput,
  CrossStackReferences,
  Duration,
  ReferenceStrength,
  Stack,
  type StackProps,
} from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import type { AuthorizerStack } from './authorizer-stack.ts'
import { DeviceApi, type Throttling } from './device-api.ts'
import type { IdentityStack } from './identity-stack.ts'
import { IotEndpoint } from './iot-endpoint.ts'
import { NodeFunction } from './node-function.ts'
import type { RootCa, TokenClaimSettings, TrustedProxies } from './onboarding-settings.ts'

export interface OnboardingStackProps extends StackProps {
  readonly identity: IdentityStack
  readonly authorizer: AuthorizerStack
  readonly tokenLifetimeSeconds: number
  /** The username layout of a device that asks for none. */
  readonly defaultLayout: 'standard' | 'compact'
  readonly rootCa: RootCa
  readonly throttling: Throttling
  /** @default no proxy: the immediate caller is the device */
  readonly trustedProxies?: TrustedProxies
  /** @default no issuer and no audience */
  readonly claims?: TokenClaimSettings
  /** Where alarms are sent. @default nowhere: they only show in CloudWatch */
  readonly alarmEmail?: string
}

/** Where a device gets the token of its own SIM. Deployed last and deleted first, so that issuing stops before anything else. */
export class OnboardingStack extends Stack {
  readonly handler: NodeFunction
  readonly deviceApi: DeviceApi

  constructor(scope: Construct, id: string, props: OnboardingStackProps) {
    super(scope, id, { description: 'simpass: device API', ...props })
    // CloudFormation then refuses to delete, or to replace, what this stack still uses.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG)
    const { identity, authorizer } = props
    const endpoint = new IotEndpoint(this, 'Endpoint')
    this.handler = new NodeFunction(this, 'Onboarding', {
      entry: 'onboarding',
      description: 'Issues the token of the SIM that the calling network address belongs to',
      // Three stores, each tried twice, all hanging; then there is still time for a 503.
      timeout: Duration.seconds(20),
      memorySize: 1024,
      environment: environmentOf(props, endpoint),
    })
    identity.registry.sims.grant(this.handler, 'dynamodb:GetItem')
    identity.registry.simAddresses.grant(this.handler, 'dynamodb:GetItem')
    identity.signingKeys.grantUse(this.handler)
    this.deviceApi = new DeviceApi(this, 'DeviceApi', {
      onboarding: this.handler,
      throttling: props.throttling,
    })
    new Alarms(this, 'Alarms', {
      deviceApi: this.deviceApi,
      authorizer: authorizer.handler,
      email: props.alarmEmail,
    })
    // The name alone would do it; said outright because a token must never be issued before it can be used.
    this.addStackDependency(authorizer)

    new CfnOutput(this, 'OnboardingUrl', {
      description: 'Where a device gets its token',
      value: this.deviceApi.onboardingUrl,
    })
    new CfnOutput(this, 'IotEndpoint', {
      description: 'Where a device connects with its token',
      value: endpoint.address,
    })
  }
}

const environmentOf = (
  props: OnboardingStackProps,
  endpoint: IotEndpoint,
): Record<string, string | undefined> => ({
  SIMS_TABLE: props.identity.registry.sims.tableName,
  SIM_ADDRESSES_TABLE: props.identity.registry.simAddresses.tableName,
  SIGNING_KEYS_SECRET_ARN: props.identity.signingKeys.secretArn,
  AUTHORIZER_NAME: props.authorizer.authorizer.authorizerName,
  IOT_ENDPOINT: endpoint.address,
  ROOT_CA_URL: props.rootCa.url,
  ROOT_CA_PEM: props.rootCa.pem,
  TOKEN_LIFETIME_SECONDS: String(props.tokenLifetimeSeconds),
  DEFAULT_LAYOUT: props.defaultLayout,
  TRUSTED_PROXY_CIDRS: props.trustedProxies?.cidrs.join(','),
  PROXY_HEADER: props.trustedProxies?.header,
  TOKEN_ISSUER: props.claims?.issuer,
  TOKEN_AUDIENCE: props.claims?.audience,
})
