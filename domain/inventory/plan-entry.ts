import { DomainError } from '../errors.ts'
import type { Assertion } from './assertion.ts'
import { areFormsOfOneIccid } from './iccid-forms.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { Pairing } from './pairing.ts'
import { isHeldBack, planSim, type SimPlan } from './plan-sim.ts'
import { assertNotLater, isFencedOff } from './run-order.ts'
import { isLive, revisionAfter, type StoredAddress, type StoredSim } from './stored-sim.ts'

/** What is to be written for an entry, in this order; nothing where all is as asserted. */
export interface EntryPlan {
  readonly sim?: SimPlan
  readonly address?: {
    readonly next: StoredAddress
    /** Whether the address did not name the SIM before. */
    readonly isNew: boolean
  }
}

/** @throws DomainError ADDRESS_TAKEN, ICCID_FORM_CONFLICT, ENTRY_CONFLICT */
const assertFree = ({ iccid, address }: InventoryEntry, pairing: Pairing, by: Assertion): void => {
  const { holder } = pairing
  if (address === undefined || holder?.address !== address) return
  if (areFormsOfOneIccid(iccid, holder.iccid)) {
    throw new DomainError(
      'ICCID_FORM_CONFLICT',
      `expected ${iccid} in the form that is stored, got that of ${holder.iccid} with or without its Luhn digit`,
    )
  }
  if (pairing.address?.run === by.run.number) {
    throw new DomainError(
      'ENTRY_CONFLICT',
      `expected one SIM for ${address}, got ${iccid} after ${holder.iccid}`,
    )
  }
  if (by.displaces) return
  throw new DomainError('ADDRESS_TAKEN', `expected ${address} to be free, got ${holder.iccid}`)
}

/**
 * A SIM must not come in anew, past its suspension, by another form of its ICCID.
 *
 * @throws DomainError ICCID_FORM_CONFLICT
 */
const assertOneForm = (entry: InventoryEntry, { sim, otherForms }: Pairing, by: Assertion) => {
  if (isLive(sim)) return
  for (const other of otherForms ?? []) {
    const isThere = isLive(other)
    if (!isThere && !isHeldBack(other, entry, by)) continue
    const state = isThere ? 'which is in the inventory' : 'which was suspended when it was removed'
    const advice = isThere
      ? `list it in one form, or remove ${other.iccid} first`
      : `resume ${other.iccid} first to let it in`
    throw new DomainError(
      'ICCID_FORM_CONFLICT',
      `expected one form of an ICCID, got ${entry.iccid} besides ${other.iccid}, ${state}: ${advice}`,
    )
  }
}

/** @throws DomainError ENTRY_CONFLICT */
const assertOneAddress = ({ iccid, address }: InventoryEntry, stored: StoredSim, by: Assertion) => {
  const isOurs = stored.run === by.run.number && stored.address !== undefined
  if (!isOurs || stored.address === address) return
  throw new DomainError(
    'ENTRY_CONFLICT',
    `expected one address for ${iccid}, got ${address ?? 'none'} after ${stored.address}`,
  )
}

const planAddress = (
  { iccid, address }: InventoryEntry,
  pairing: Pairing,
  { run }: Assertion,
): EntryPlan['address'] => {
  if (address === undefined) return undefined
  const seen = pairing.address
  const isNew = seen?.iccid !== iccid
  // An address that its SIM comes back to is written too: somebody may be about to release it.
  const isSettled = !isNew && pairing.sim?.address === address && isFencedOff(seen, run)
  if (isSettled) return undefined
  return { next: { address, iccid, run: run.number, revision: revisionAfter(seen) }, isNew }
}

/**
 * Decides what a run that asserts an entry has to write, from what is stored.
 *
 * @throws DomainError SIM_UNKNOWN, RUN_SUPERSEDED, ADDRESS_TAKEN, ICCID_FORM_CONFLICT, ENTRY_CONFLICT, STORE_CORRUPT
 */
export const planEntry = (
  pairing: Pairing,
  entry: InventoryEntry,
  assertion: Assertion,
): EntryPlan => {
  const { run } = assertion
  if (pairing.corrupt !== undefined) throw pairing.corrupt
  if (!assertion.adds && !isLive(pairing.sim)) {
    throw new DomainError('SIM_UNKNOWN', `expected a SIM in the inventory, got ${entry.iccid}`)
  }
  const sim = planSim(pairing.sim, entry, assertion)
  const isSettled =
    pairing.sim !== undefined && sim.changes.length === 0 && isFencedOff(pairing.sim, run)
  const plan = {
    sim: isSettled ? undefined : sim,
    address: planAddress(entry, pairing, assertion),
  }
  if (plan.sim === undefined && plan.address === undefined) return plan
  assertNotLater(run, pairing.sim, entry.iccid)
  assertNotLater(run, pairing.address, entry.address ?? 'its address')
  if (pairing.sim !== undefined) assertOneAddress(entry, pairing.sim, assertion)
  assertOneForm(entry, pairing, assertion)
  assertFree(entry, pairing, assertion)
  return plan
}
