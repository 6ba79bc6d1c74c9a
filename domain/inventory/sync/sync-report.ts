import type { Iccid } from '../../iccid.ts'
import type { RunNumber } from '../stored-sim.ts'
import type { HeldChanges } from './held-changes.ts'
import type { HourOfLosses } from './shrink-guard.ts'

/** How many SIMs: one that moved and was suspended counts at both. */
export interface SyncCounts {
  /** In the inventory, readable or not. */
  readonly listed: number
  /** In the tables before. */
  readonly known: number
  readonly added: number
  readonly moved: number
  readonly suspended: number
  readonly resumed: number
  readonly removed: number
  /** Missing, and not removed: `withholding` says why. */
  readonly withheld: number
  /** Neither the address nor the access changed: what is for people, who lists the SIM, or who suspended it. */
  readonly described: number
  /** Written again as they were, because an earlier run was still under way. */
  readonly rewritten: number
  readonly unchanged: number
  readonly unreadable: number
  /** Read, and not applied. */
  readonly refused: number
}

/** Why one SIM is not as the inventory has it. */
export interface SyncProblem {
  /** Where it stands in the inventory. */
  readonly place?: string
  readonly iccid?: Iccid
  /** Reason code. */
  readonly code: string
  readonly message: string
}

/** Since when, and why, SIMs that are missing are not removed. */
export interface Withholding {
  readonly run: RunNumber
  /** Reason code. */
  readonly reason: string
}

/** What one sync did. */
export interface SyncReport {
  readonly source: string
  readonly run: RunNumber
  /** `skipped`: another sync of the same inventory is under way. */
  readonly outcome: 'applied' | 'held' | 'failed' | 'skipped'
  /** Reason code, unless all was applied. */
  readonly reason?: string
  readonly detail?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  readonly counts: SyncCounts
  /** How many SIMs lose their access or their address by it, and how many may without asking. */
  readonly losses: number
  readonly allowedLosses: number
  readonly held?: HeldChanges
  readonly withholding?: Withholding
  /** The run since which too much of the inventory cannot be read. */
  readonly unreadableSince?: RunNumber
  /** What was lost in the last day without being confirmed. */
  readonly recent: readonly HourOfLosses[]
  /** The first of them. */
  readonly problems: readonly SyncProblem[]
}

/** What the syncs before have left of an inventory. */
export interface LastSync {
  readonly report?: SyncReport
  /** What was lost in the last day, with what a sync that never reported was going to take. */
  readonly recent: readonly HourOfLosses[]
}

/** How long a sync is under way, in milliseconds since 1970. */
export interface SyncTerm {
  readonly run: RunNumber
  readonly now: number
  readonly until: number
}

/** The last report of each inventory. */
export interface SyncReports {
  /**
   * Says that a sync is under way, until it keeps its report or its time is over.
   *
   * @returns false when another one is
   */
  begin(source: string, term: SyncTerm): Promise<boolean>
  last(source: string): Promise<LastSync>
  /**
   * Counts what a sync is about to take, until it reports what it took.
   *
   * @returns false when another one has begun meanwhile
   */
  plan(source: string, run: RunNumber, recent: readonly HourOfLosses[]): Promise<boolean>
  /** Drops the report of a sync whose time was over when another one began: that one is under way, and will report. */
  keep(report: SyncReport): Promise<void>
}

export const NO_COUNTS: SyncCounts = {
  listed: 0,
  known: 0,
  added: 0,
  moved: 0,
  suspended: 0,
  resumed: 0,
  removed: 0,
  withheld: 0,
  described: 0,
  rewritten: 0,
  unchanged: 0,
  unreadable: 0,
  refused: 0,
}
