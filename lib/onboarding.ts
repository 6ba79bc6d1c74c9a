import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Admission } from './admission.ts'
import { Alarms } from './alarms.ts'
import { SESSION_SECONDS } from './defaults.ts'
import { DeviceApi, type DeviceApiNetworkProps, type Throttling } from './device-api.ts'
import type { Identity } from './identity.ts'
import { IotEndpoint } from './iot-endpoint.ts'
import { NodeFunction } from './node-function.ts'
import type { RootCa, TrustedProxies, UsernameLayout } from './onboarding-settings.ts'
import { requireTrustedProxies } from './require-trusted-proxies.ts'
import { requireWholeNumber } from './require-whole-number.ts'

export interface OnboardingProps extends DeviceApiNetworkProps {
  readonly identity: Identity
  readonly admission: Admission
  readonly tokenLifetimeSeconds: number
  /** The username layout of a device that asks for none. */
  readonly defaultLayout: UsernameLayout
  readonly rootCa: RootCa
  readonly throttling: Throttling
  /** Nobody else is then answered. @default no proxy: the immediate caller is the device */
  readonly trustedProxies?: TrustedProxies
  /** Where alarms are sent. @default nowhere: they only show in CloudWatch */
  readonly alarmEmail?: string
}

/** Where a device gets the token of its own SIM. */
export class Onboarding extends Construct {
  readonly handler: NodeFunction
  readonly deviceApi: DeviceApi
  readonly iotEndpoint: IotEndpoint

  constructor(scope: Construct, id: string, props: OnboardingProps) {
    super(scope, id)
    const { identity, admission } = props
    requireWholeNumber('tokenLifetimeSeconds', props.tokenLifetimeSeconds, SESSION_SECONDS)
    if (props.trustedProxies !== undefined) requireTrustedProxies(props.trustedProxies)
    this.iotEndpoint = new IotEndpoint(this, 'Endpoint')
    this.handler = new NodeFunction(this, 'Onboarding', {
      entry: 'onboarding',
      description: 'Issues the token of the SIM that the calling network address belongs to',
      // Three stores, each tried twice, all hanging; then there is still time for a 503.
      timeout: Duration.seconds(20),
      memorySize: 1024,
      environment: environmentOf(props, this.iotEndpoint),
    })
    identity.registry.sims.grant(this.handler, 'dynamodb:GetItem')
    identity.registry.simAddresses.grant(this.handler, 'dynamodb:GetItem')
    identity.signingKeys.grantUse(this.handler)
    this.deviceApi = new DeviceApi(this, 'DeviceApi', {
      onboarding: this.handler,
      throttling: props.throttling,
      network: props.network,
      domain: props.domain,
    })
    new Alarms(this, 'Alarms', {
      deviceApi: this.deviceApi,
      authorizer: admission.handler,
      inventorySync: identity.inventorySync,
      email: props.alarmEmail,
    })
  }
}

const environmentOf = (
  props: OnboardingProps,
  { address }: IotEndpoint,
): Record<string, string | undefined> => ({
  SIMS_TABLE: props.identity.registry.sims.tableName,
  SIM_ADDRESSES_TABLE: props.identity.registry.simAddresses.tableName,
  SIGNING_KEYS_SECRET_ARN: props.identity.signingKeys.secretArn,
  // Also makes the API wait for the registration: no token is issued before it can be used.
  AUTHORIZER_NAME: props.admission.authorizer.authorizerName,
  IOT_ENDPOINT: address,
  ROOT_CA_URL: props.rootCa.url,
  ROOT_CA_PEM: props.rootCa.pem,
  TOKEN_LIFETIME_SECONDS: String(props.tokenLifetimeSeconds),
  DEFAULT_LAYOUT: props.defaultLayout,
  TRUSTED_PROXY_CIDRS: props.trustedProxies?.cidrs.join(','),
  PROXY_HEADER: props.trustedProxies?.header,
  TOKEN_ISSUER: props.identity.signingKeys.claims.issuer,
  TOKEN_AUDIENCE: props.identity.signingKeys.claims.audience,
})
