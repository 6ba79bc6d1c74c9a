import type { AddressTurns } from './address-turns.ts'
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
import type { WaitingRoom } from './waiting-room.ts'

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
  /** The connections that are not admitted yet, operators' included. */
  readonly strangers: Set<MqttConnection>
  /** Devices' connections that are not admitted yet, whatever they speak. */
  readonly waitingRoom: WaitingRoom
  readonly authenticationTurns: AddressTurns
  decide(decision: Decision): void
  announce(event: LifecycleEvent): void
}
