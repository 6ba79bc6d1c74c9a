import type { Clock } from './clock.ts'
import type { GatewayBehaviour } from './gateway-behaviour.ts'
import type { LifecycleEvent } from './lifecycle-event.ts'
import type { Quotas } from './quotas.ts'
import type { Authenticate, EvaluatePolicies, GatewayDecision } from './types.ts'

export interface DeviceGatewayOptions {
  /** PEM texts; `ca` is the chain between the certificate and the root, if there is any. */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca?: string }
  /** The host names of the account's data endpoints, which SNI or `Host` must name. */
  readonly endpointHosts: readonly string[]
  /** `arn:<partition>:iot:<region>:<account>` */
  readonly arnPrefix: string
  readonly authenticate: Authenticate
  readonly evaluatePolicies: EvaluatePolicies
  readonly onDecision?: (decision: GatewayDecision) => void
  /** Presence and subscription events, as they are published to `$aws/events/`. */
  readonly onLifecycleEvent?: (event: LifecycleEvent) => void
  readonly behaviour?: Partial<GatewayBehaviour>
  readonly quotas?: Partial<Quotas>
  /** @default the machine's clock */
  readonly clock?: Clock
}
