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
  const [ended] = await Promise.allSettled([sessions.end(iccid), told])
  await told
  if (ended.status === 'rejected') throw ended.reason
}
