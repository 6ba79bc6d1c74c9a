import { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { InventoryStore } from './ports.ts'
import { isLive, revisionAfter, type StoredSim } from './stored-sim.ts'

const TRIES = 10

export interface ChangedSim {
  readonly before: StoredSim
  readonly after: StoredSim
}

/**
 * Reads a SIM, markers too, decides, and writes if nobody else did meanwhile; otherwise once more.
 *
 * @param change gives the SIM back as it is to leave it so
 * @throws DomainError SIM_UNKNOWN, STORE_BUSY, and what the change throws
 */
export const changeSim = async (
  store: InventoryStore,
  iccid: Iccid,
  change: (sim: StoredSim) => StoredSim,
): Promise<ChangedSim> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = (await store.findSims([iccid])).get(iccid)
    if (before === undefined) throw unknown(iccid)
    const changed = change(before)
    if (changed === before) return { before, after: before }
    const after = { ...changed, revision: revisionAfter(before) }
    if (await store.putSim(after, before)) return { before, after }
  }
  throw new DomainError('STORE_BUSY', `expected to write ${iccid}, got ${TRIES} conflicts`)
}

const unknown = (iccid: Iccid) =>
  new DomainError('SIM_UNKNOWN', `expected a SIM in the inventory, got ${iccid}`)

/** @throws DomainError SIM_UNKNOWN for a marker of a removed one */
export const assertLive = (sim: StoredSim | undefined, iccid: Iccid): void => {
  if (!isLive(sim)) throw unknown(iccid)
}
