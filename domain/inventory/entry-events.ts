import { suspenderOf } from './assertion.ts'
import type { SimChange } from './entry-result.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { StartedRun } from './ports.ts'
import type { SimChanged } from './sim-event.ts'
import type { WrittenEntry } from './write-entry.ts'

const TYPES: Readonly<Partial<Record<SimChange, SimChanged['type']>>> = {
  added: 'SIM Added',
  moved: 'SIM Moved',
  suspended: 'SIM Suspended',
  resumed: 'SIM Resumed',
}

/** What others are told about an entry that was written, and about the SIM whose address it took. */
export const entryEvents = (
  { iccid, address }: InventoryEntry,
  { changes, previousAddress, displaced }: WrittenEntry,
  run: StartedRun,
): readonly SimChanged[] => {
  const origin = { by: suspenderOf(run), run: run.number }
  const events = changes.flatMap((change): readonly SimChanged[] => {
    const type = TYPES[change]
    if (type === undefined) return []
    const from = change === 'moved' ? { previousAddress } : {}
    return [{ type, iccid, address, ...from, ...origin }]
  })
  return displaced === undefined
    ? events
    : [...events, { type: 'SIM Moved', iccid: displaced, previousAddress: address, ...origin }]
}
