import type { Broker } from './broker/broker.ts'
import type { SessionStore } from './broker/session-store.ts'
import type { Clock } from './clock.ts'
import type { ConnectLimiter } from './connect-limiter.ts'
import type { GatewayBehaviour } from './gateway-behaviour.ts'
import type { LifecycleEvent } from './lifecycle-event.ts'
import type { ConnectionCounter } from './mqtt/connection-counter.ts'
import type { LastWills } from './mqtt/last-wills.ts'
import type { MqttConnection } from './mqtt/mqtt-connection.ts'
import type { Quotas } from './quotas.ts'
import type { Authenticate, EvaluatePolicies, GatewayDecision } from './types.ts'

export type Decision = Omit<GatewayDecision, 'timestamp'>

/** What the parts of one gateway share. */
export interface Gateway {
  readonly clock: Clock
  readonly quotas: Quotas
  readonly behaviour: GatewayBehaviour
  readonly endpointHosts: ReadonlySet<string>
  readonly arnPrefix: string
  readonly authenticate: Authenticate
  readonly evaluatePolicies: EvaluatePolicies
  readonly broker: Broker
  readonly sessions: SessionStore
  readonly wills: LastWills
  readonly connectLimiter: ConnectLimiter
  readonly connectionCounter: ConnectionCounter
  /** The admitted connections, by session key. */
  readonly connections: Map<string, MqttConnection>
  /** How many connections are not admitted yet. */
  readonly strangers: Set<MqttConnection>
  decide(decision: Decision): void
  announce(event: LifecycleEvent): void
}
