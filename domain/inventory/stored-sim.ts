import type { Iccid } from '../iccid.ts'
import type { SimStatus } from '../sim.ts'
import type { SimAddress } from '../sim-address.ts'
import type { SimDescription } from './inventory-entry.ts'

/** Counts the writes of one item from 1, so that a writer can say which state it has seen; 0 for one that others wrote. */
export type Revision = number

/** The number of the run that wrote a pairing last; 0 for one that no run wrote. A run never writes over a later one's. */
export type RunNumber = number

/** Who changes or suspends a SIM. An inventory resumes only what an inventory suspended, an import what an import did. */
export type Suspender = 'operator' | 'import' | 'inventory'

/** A SIM as its table has it, with what writers need to know. */
export interface StoredSim extends SimDescription {
  readonly iccid: Iccid
  readonly address?: SimAddress
  /** A removed SIM stays as a marker for a while, so that an older run does not bring it back. */
  readonly status: SimStatus | 'removed'
  readonly suspendedBy?: Suspender
  /** The inventory that suspended it, such as `1nce`: no other one resumes it. Absent where that is not known. */
  readonly suspendedSource?: string
  /** NumericDate: tokens issued before it are revoked. */
  readonly tokensValidFrom?: number
  /**
   * The inventory that listed it last, such as `1nce`: only its silence removes the SIM. `import` or `operator` where
   * that brought it in, and none has listed it since.
   */
  readonly source?: string
  /** Its live session is still to be ended: set with the refusal, cleared once IoT Core has closed it. */
  readonly endsSession: boolean
  /** When that was refused for which its session is to be ended; in milliseconds since 1970. */
  readonly refusedAt?: number
  /** NumericDate after which a marker is not needed any more; absent for what stays. */
  readonly expiresAt?: number
  readonly run: RunNumber
  readonly revision: Revision
}

export type LiveSim = StoredSim & { readonly status: SimStatus }

/** Whether a SIM is in the inventory; a marker of a removed one is not. */
export const isLive = (sim: StoredSim | undefined): sim is LiveSim =>
  sim !== undefined && sim.status !== 'removed'

export interface Suspension {
  readonly suspendedBy: Suspender
  readonly suspendedSource?: string
}

/** The suspension of a SIM, before it was removed too; one that somebody made by another tool is the operator's. */
export const suspensionOf = ({
  status,
  suspendedBy,
  suspendedSource,
}: StoredSim): Suspension | undefined => {
  if (status === 'active') return undefined
  if (suspendedBy !== undefined) return { suspendedBy, suspendedSource }
  return status === 'suspended' ? { suspendedBy: 'operator' } : undefined
}

/** An address as its table has it; without an ICCID it is a marker of an address that was released. */
export interface StoredAddress {
  readonly address: SimAddress
  readonly iccid?: Iccid
  /** NumericDate after which a marker is not needed any more; absent for what stays. */
  readonly expiresAt?: number
  readonly run: RunNumber
  readonly revision: Revision
}

export const revisionAfter = (seen: { readonly revision: Revision } | undefined): Revision =>
  (seen?.revision ?? 0) + 1
