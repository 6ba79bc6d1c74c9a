import type { IConnectPacket } from 'mqtt-packet'
import type { Gateway } from '../gateway.ts'
import type { Authenticated, ConnectionContext, RefusalReason } from '../types.ts'
import type { LastWill } from './last-wills.ts'
import type { MqttTransport } from './mqtt-transport.ts'

/** A CONNECT on its way through the steps; each step may add what it found. */
export interface Admission {
  readonly gateway: Gateway
  readonly transport: MqttTransport
  readonly packet: IConnectPacket
  readonly version: 4 | 5
  readonly clientId: string
  /** The client sent none, so the gateway made one up. */
  readonly isClientIdAssigned: boolean
  readonly sessionKey: string
  readonly sessionExpirySeconds: number
  readonly context: ConnectionContext
  authenticated?: Authenticated
  will?: LastWill
}

export interface AdmissionRefusal {
  readonly reason: RefusalReason
  readonly detail: string
  /** MQTT 3.1.1; what `connackRefused` says if absent. */
  readonly returnCode?: number
  /** MQTT 5. */
  readonly reasonCode: number
  /** AWS announces these as `connect_failed`. */
  readonly isAuthorizationFailure?: boolean
}

/** Lets a CONNECT pass, or says why not. */
export type AdmissionStep = (
  admission: Admission,
) => AdmissionRefusal | undefined | Promise<AdmissionRefusal | undefined>
