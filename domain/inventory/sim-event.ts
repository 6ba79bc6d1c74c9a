import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { RunNumber, Suspender } from './stored-sim.ts'

/** What happened to one SIM. */
export interface SimChanged {
  readonly type:
    | 'SIM Added'
    | 'SIM Moved'
    | 'SIM Suspended'
    | 'SIM Resumed'
    | 'SIM Removed'
    | 'SIM Tokens Revoked'
  readonly iccid: Iccid
  /** Its address now. */
  readonly address?: SimAddress
  /** For a SIM that moved: where it was. */
  readonly previousAddress?: SimAddress
  readonly by: Suspender
  /** For a change that a run made. */
  readonly run?: RunNumber
}

/**
 * A sync that changed nothing, because it failed or too much would have gone, or one that removed nobody, or left SIMs as they
 * are because too much could not be read.
 */
export interface SyncStopped {
  readonly type:
    | 'SIM Sync Failed'
    | 'SIM Sync Held'
    | 'SIM Removals Withheld'
    | 'SIM Inventory Unreadable'
  readonly source: string
  /** Reason code. */
  readonly reason: string
  readonly detail: string
  readonly run?: RunNumber
}

/** A change where it is told together with others. */
export type SimSummed = Pick<SimChanged, 'type' | 'iccid' | 'address' | 'previousAddress'>

/** What one run or one command changed, if anything: told besides each of the changes. */
export interface ChangesSummed {
  readonly type: 'SIM Changes'
  readonly source: string
  /** Absent where a command is no run. */
  readonly run?: RunNumber
  /** How many changes of each type there were. */
  readonly counts: Readonly<Partial<Record<SimChanged['type'], number>>>
  /** The first of them. */
  readonly sims: readonly SimSummed[]
}

/** What others are told, as EventBridge events with `type` as their detail type. */
export type SimEvent = SimChanged | SyncStopped | ChangesSummed
