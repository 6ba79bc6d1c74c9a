import { endQuietly } from './end-quietly.ts'
import type { InventoryContext } from './ports.ts'
import type { SimChanged } from './sim-event.ts'
import type { StoredSim } from './stored-sim.ts'

/** Ends the session of a SIM that was just refused and tells others, neither waiting for the other. */
export const endAndTell = async (
  { sessions, events }: InventoryContext,
  { iccid, address }: StoredSim,
  event: Omit<SimChanged, 'iccid' | 'address'> | undefined,
): Promise<void> => {
  const told = event === undefined ? undefined : events.publish([{ iccid, address, ...event }])
  await endQuietly(sessions, iccid)
  await told
}
