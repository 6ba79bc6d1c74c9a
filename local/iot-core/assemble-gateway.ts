import { AddressTurns } from './address-turns.ts'
import { Broker } from './broker/broker.ts'
import type { RetainedMessages } from './broker/retained-messages.ts'
import { SessionStore } from './broker/session-store.ts'
import type { Clock } from './clock.ts'
import { ConnectLimiter } from './connect-limiter.ts'
import type { DeviceGatewayOptions } from './device-gateway-options.ts'
import type { Gateway } from './gateway.ts'
import { defaultBehaviour } from './gateway-behaviour.ts'
import { lifecycleTopic } from './lifecycle-event.ts'
import { ConnectionCounter } from './mqtt/connection-counter.ts'
import { LastWills } from './mqtt/last-wills.ts'
import { normalizeHost } from './names-endpoint.ts'
import type { Quotas } from './quotas.ts'
import { WaitingRoom } from './waiting-room.ts'

/** Puts together what the parts of one gateway share. */
export const assembleGateway = (
  options: DeviceGatewayOptions,
  quotas: Quotas,
  clock: Clock,
  retained: RetainedMessages,
): Gateway => {
  const broker = new Broker(retained)
  return {
    clock,
    quotas,
    behaviour: { ...defaultBehaviour, ...options.behaviour },
    endpointHosts: new Set(options.endpointHosts.map(normalizeHost)),
    arnPrefix: options.arnPrefix,
    authenticate: options.authenticate,
    evaluatePolicies: options.evaluatePolicies,
    broker,
    sessions: new SessionStore(quotas, clock, broker),
    wills: new LastWills(broker, clock),
    connectLimiter: new ConnectLimiter(quotas, clock),
    connectionCounter: new ConnectionCounter(clock, quotas.persistentSessions),
    connections: new Map(),
    strangers: new Set(),
    waitingRoom: new WaitingRoom(quotas),
    authenticationTurns: new AddressTurns(quotas),
    decide: (decision) =>
      tell(options.onDecision, { timestamp: new Date(clock.now()), ...decision }),
    announce(event) {
      const topic = lifecycleTopic(event)
      if (topic === undefined) return
      tell(options.onLifecycleEvent, event)
      broker.publish({ topic, payload: Buffer.from(JSON.stringify(event)), qos: 1, retain: false })
    },
  }
}

/** An observer's own fault must not cost anybody a connection. */
const tell = <Told>(observer: ((told: Told) => void) | undefined, told: Told): void => {
  try {
    observer?.(told)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}
