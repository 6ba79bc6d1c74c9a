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
  /** One of so many of its run that people are told their sum instead. */
  readonly bulk?: true
}

/** A sync that changed nothing, because it failed or too much would have gone, or one that removed nobody. */
export interface SyncStopped {
  readonly type: 'SIM Sync Failed' | 'SIM Sync Held' | 'SIM Removals Withheld'
  readonly source: string
  /** Reason code. */
  readonly reason: string
  readonly detail: string
  readonly run?: RunNumber
}

/** What a run changed, if that is much. */
export interface RunSummarized {
  readonly type: 'SIM Run Summary'
  readonly source: string
  readonly run: RunNumber
  /** How many events of each type there were, those included that were told one by one. */
  readonly counts: Readonly<Partial<Record<SimChanged['type'], number>>>
}

/** What others are told, as EventBridge events with `type` as their detail type. */
export type SimEvent = SimChanged | SyncStopped | RunSummarized
