import type { Session } from '../broker/session.ts'
import type { TokenBucket } from '../token-bucket.ts'
import type { ConnectionContext, PolicyDocument } from '../types.ts'
import type { LastWill } from './last-wills.ts'

/** Who is behind an admitted connection, and what was agreed with it. */
export interface Client {
  readonly clientId: string
  readonly version: 4 | 5
  /** What its authorizer was shown, and is shown again at each refresh. */
  readonly context: ConnectionContext
  principalId: string
  policies: readonly PolicyDocument[]
  readonly session: Session
  readonly sessionIdentifier: string
  readonly connectedAt: Date
  /** Of the events of AWS about this connection. */
  readonly versionNumber: number
  readonly keepAliveSeconds: number
  readonly receiveMaximum: number
  /** MQTT 5: the greatest packet the client takes. */
  readonly maximumPacketBytes: number
  readonly will: LastWill | undefined
  readonly topicAliases: Map<number, string>
  readonly publishesIn: TokenBucket
  /** How often the operator is told that the client exceeds a rate. */
  readonly notes: TokenBucket
  /** How many topic filters it was refused. */
  refusedFilters: number
}
