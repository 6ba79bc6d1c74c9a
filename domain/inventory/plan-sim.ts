import { type Assertion, BY_HAND, suspenderOf } from './assertion.ts'
import type { SimChange } from './entry-result.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { StartedRun } from './ports.ts'
import {
  isLive,
  revisionAfter,
  type StoredSim,
  type Suspender,
  type Suspension,
  suspensionOf,
} from './stored-sim.ts'

type Standing = Pick<StoredSim, 'status' | 'suspendedBy' | 'suspendedSource'>

const suspensionBy = (run: StartedRun): Suspension => {
  const suspendedBy = suspenderOf(run)
  return suspendedBy === 'inventory'
    ? { suspendedBy, suspendedSource: run.source }
    : { suspendedBy }
}

/** Whether `active` from the one takes back the suspension of the other; the operator's needs more than that. */
const mayTakeBack = (before: Suspension | undefined, own: Suspension): boolean =>
  before?.suspendedBy === own.suspendedBy &&
  own.suspendedBy !== 'operator' &&
  [undefined, own.suspendedSource].includes(before.suspendedSource)

/** Whose suspension is left to whom: the inventory's to a file, and a file's to what the operator does himself. */
const STRENGTH: Readonly<Record<Suspender, number>> = { inventory: 1, import: 2, operator: 3 }

/** There is one suspension of a SIM: that of the strongest who said so, and the first one's among equals. */
const strongerOf = (before: Suspension | undefined, own: Suspension): Suspension =>
  before !== undefined && STRENGTH[before.suspendedBy] >= STRENGTH[own.suspendedBy] ? before : own

const standing = (
  stored: StoredSim | undefined,
  { status }: InventoryEntry,
  { run, resumes }: Assertion,
): Standing => {
  const before = stored && suspensionOf(stored)
  const own = suspensionBy(run)
  if (status === 'suspended') return { status, ...strongerOf(before, own) }
  const isTakenBack = status === 'active' && (resumes || mayTakeBack(before, own))
  return before === undefined || isTakenBack
    ? { status: 'active' }
    : { status: 'suspended', ...before }
}

/** Whether a SIM that an entry brings in would be suspended otherwise if this, left by its removal, were about it. */
export const isHeldBack = (
  left: StoredSim,
  entry: InventoryEntry,
  assertion: Assertion,
): boolean => {
  const held = standing(left, entry, assertion)
  const own = standing(undefined, entry, assertion)
  return (['status', 'suspendedBy', 'suspendedSource'] as const).some(
    (name) => held[name] !== own[name],
  )
}

/** Nothing follows from the silence of a file or a command: who changes a SIM by them does not become its lister. */
const sourceOf = (live: StoredSim | undefined, { run }: Assertion) =>
  live !== undefined && BY_HAND.includes(run.source) ? live.source : run.source

const DESCRIBED = ['source', 'imsi', 'msisdn', 'label'] as const

const isDescribedAnew = (live: StoredSim, next: StoredSim): boolean =>
  DESCRIBED.some((name) => live[name] !== next[name]) ||
  (live.status === next.status && live.suspendedBy !== next.suspendedBy)

const changesBetween = (live: StoredSim, next: StoredSim): readonly SimChange[] => {
  const changes: SimChange[] = []
  if (live.address !== next.address) changes.push('moved')
  if (live.status !== next.status) {
    changes.push(next.status === 'suspended' ? 'suspended' : 'resumed')
  }
  if (isDescribedAnew(live, next)) changes.push('described')
  return changes
}

export interface SimPlan {
  readonly next: StoredSim
  readonly changes: readonly SimChange[]
}

/** What a SIM becomes by an entry, whatever its address has to say about it. */
export const planSim = (
  stored: StoredSim | undefined,
  entry: InventoryEntry,
  assertion: Assertion,
): SimPlan => {
  const live = isLive(stored) ? stored : undefined
  const { status, suspendedBy, suspendedSource } = standing(stored, entry, assertion)
  const isSuspendedNow = live?.status === 'active' && status === 'suspended'
  const next: StoredSim = {
    iccid: entry.iccid,
    address: entry.address,
    status,
    suspendedBy,
    suspendedSource,
    tokensValidFrom: stored?.tokensValidFrom,
    source: sourceOf(live, assertion),
    imsi: entry.imsi ?? stored?.imsi,
    msisdn: entry.msisdn ?? stored?.msisdn,
    label: entry.label ?? stored?.label,
    endsSession: isSuspendedNow || (stored?.endsSession ?? false),
    refusedAt: stored?.refusedAt,
    run: assertion.run.number,
    revision: revisionAfter(stored),
  }
  return { next, changes: live === undefined ? ['added'] : changesBetween(live, next) }
}
