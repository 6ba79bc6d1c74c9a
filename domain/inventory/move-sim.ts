import { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { Assertion } from './assertion.ts'
import { entryEvents } from './entry-events.ts'
import { readPairings } from './pairing.ts'
import type { InventoryContext, StartedRun } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'
import { writeEntry } from './write-entry.ts'

export interface MovedSim extends StoredSim {
  /** The SIM that it has taken the address from. */
  readonly displaced?: Iccid
}

/**
 * Gives a SIM another address, or none. An inventory that says something else moves it back at its next sync.
 *
 * @throws DomainError SIM_UNKNOWN, ADDRESS_TAKEN, ICCID_FORM_CONFLICT, RUN_SUPERSEDED, RUN_OVERDUE, STORE_BUSY
 */
export const moveSim = async (
  ctx: InventoryContext,
  run: StartedRun,
  iccid: Iccid,
  address: SimAddress | undefined,
  { displaces }: { readonly displaces: boolean },
): Promise<MovedSim> => {
  const entry = { iccid, address }
  const by: Assertion = { run, resumes: false, displaces, adds: false }
  const seen = (await readPairings(ctx.store, [entry]))(entry)
  const written = await writeEntry(ctx, entry, by, seen)
  const events = entryEvents(entry, written, run)
  if (events.length > 0) await ctx.events.publish(events)
  if (written.error !== undefined) throw written.error
  const sim = written.sim ?? seen.sim
  if (sim === undefined) throw new DomainError('SIM_UNKNOWN', `expected a SIM, got ${iccid}`)
  return { ...sim, ...(written.displaced && { displaced: written.displaced }) }
}
