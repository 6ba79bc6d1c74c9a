import { Names, type RemovalPolicy } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { Admission } from './admission.ts'
import { AMAZON_ROOT_CA_1 } from './amazon-root-ca.ts'
import { DEFAULTS } from './defaults.ts'
import type { DeviceApiNetworkProps, Throttling } from './device-api.ts'
import { Identity } from './identity.ts'
import type { InventorySettings, NotificationSettings } from './inventory-settings.ts'
import { Onboarding } from './onboarding.ts'
import type {
  RootCa,
  TokenClaimSettings,
  TrustedProxies,
  UsernameLayout,
} from './onboarding-settings.ts'

export interface SimOnboardingProps extends DeviceApiNetworkProps {
  /** What devices send as `x-amz-customauthorizer-name`. @default a name from the construct's path, which must then stay */
  readonly authorizerName?: string
  /** @default 24 hours, as long as IoT Core keeps a session */
  readonly tokenLifetimeSeconds?: number
  /** How often IoT Core asks again about a connected device. @default an hour */
  readonly refreshAfterSeconds?: number
  /** The username layout of a device that asks for none. @default standard */
  readonly defaultLayout?: UsernameLayout
  /** What happens to tables and signing keys when the stack is deleted. @default RETAIN */
  readonly removalPolicy?: RemovalPolicy
  /** @default 100 requests a second, 200 at once */
  readonly throttling?: Throttling
  /** Nobody else is then answered. @default no proxy: the immediate caller is the device */
  readonly trustedProxies?: TrustedProxies
  /** What every token carries; cannot change after the first deployment. @default no issuer and no audience */
  readonly claims?: TokenClaimSettings
  /** @default Amazon Root CA 1 */
  readonly rootCa?: RootCa
  /** @default none: SIMs are added by hand, or by a system of your own */
  readonly inventory?: InventorySettings
  /** @default nobody is mailed what happens to SIMs */
  readonly notifications?: NotificationSettings
  /** @default nowhere: alarms only show in CloudWatch */
  readonly alarmEmail?: string
}

/** All of simpass in a stack of your own: the inventory, the signing keys, the IoT Core authorizer and the device API. */
export class SimOnboarding extends Construct {
  /** Where a device gets the token of its own SIM. */
  readonly onboardingUrl: string
  /** Where a device connects with it. */
  readonly iotEndpoint: string
  readonly authorizerName: string
  /** Keyed by `iccid`. */
  readonly sims: ITableV2
  /** Keyed by `address`. */
  readonly simAddresses: ITableV2
  /** Keyed by `id`: imports and syncs. */
  readonly inventoryRuns: ITableV2
  readonly identity: Identity
  readonly admission: Admission
  readonly onboarding: Onboarding

  constructor(scope: Construct, id: string, props: SimOnboardingProps = {}) {
    super(scope, id)
    const { network, domain, trustedProxies, alarmEmail } = props
    this.identity = new Identity(this, 'Identity', {
      removalPolicy: props.removalPolicy ?? DEFAULTS.removalPolicy,
      inventory: props.inventory,
      notifications: props.notifications,
      claims: props.claims,
    })
    this.admission = new Admission(this, 'Admission', {
      identity: this.identity,
      authorizerName: props.authorizerName ?? nameFor(this),
      refreshAfterSeconds: props.refreshAfterSeconds ?? DEFAULTS.refreshAfterSeconds,
    })
    this.onboarding = new Onboarding(this, 'Onboarding', {
      identity: this.identity,
      admission: this.admission,
      tokenLifetimeSeconds: props.tokenLifetimeSeconds ?? DEFAULTS.tokenLifetimeSeconds,
      defaultLayout: props.defaultLayout ?? DEFAULTS.defaultLayout,
      rootCa: props.rootCa ?? AMAZON_ROOT_CA_1,
      throttling: props.throttling ?? DEFAULTS.throttling,
      network,
      domain,
      trustedProxies,
      alarmEmail,
    })

    this.onboardingUrl = this.onboarding.deviceApi.onboardingUrl
    this.iotEndpoint = this.onboarding.iotEndpoint.address
    this.authorizerName = this.admission.authorizer.authorizerName
    this.sims = this.identity.registry.sims
    this.simAddresses = this.identity.registry.simAddresses
    this.inventoryRuns = this.identity.registry.inventoryRuns
  }
}

const nameFor = (construct: Construct): string =>
  Names.uniqueResourceName(construct, { maxLength: 128, separator: '-' })
