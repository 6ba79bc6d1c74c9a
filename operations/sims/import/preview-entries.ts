import type { Iccid } from '../../../domain/iccid.ts'
import type { EntryResult, SimChange } from '../../../domain/inventory/entry-result.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { InventoryContext } from '../../../domain/inventory/ports.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'

/** Statuses as an inventory changes them: it resumes only what an inventory suspended. */
const statusChange = (
  { status }: InventoryEntry,
  sim: StoredSim | undefined,
  resumes: boolean,
): SimChange | undefined => {
  if (status === 'suspended' && sim?.status !== 'suspended') return 'suspended'
  const isOperators = sim?.suspendedBy === 'operator'
  const isTakenBack = status === 'active' && sim?.status === 'suspended'
  return isTakenBack && (resumes || !isOperators) ? 'resumed' : undefined
}

const isDescribedAnew = ({ imsi, msisdn, label }: InventoryEntry, sim: StoredSim): boolean =>
  (imsi !== undefined && imsi !== sim.imsi) ||
  (msisdn !== undefined && msisdn !== sim.msisdn) ||
  (label !== undefined && label !== sim.label)

/** What a row would change, as far as what is stored now tells. */
const changesOf = (
  entry: InventoryEntry,
  { sim, holder }: { sim: StoredSim | undefined; holder: Iccid | undefined },
  resumes: boolean,
): SimChange[] => {
  const status = statusChange(entry, sim, resumes)
  const statuses = status === undefined ? [] : [status]
  if (sim === undefined || sim.status === 'removed') return ['added', ...statuses]
  const isHeld = entry.address === undefined || holder === entry.iccid
  return [
    ...(sim.address === entry.address && isHeld ? [] : ['moved' as const]),
    ...statuses,
    ...(isDescribedAnew(entry, sim) ? ['described' as const] : []),
  ]
}

/** What an import would do to these rows, without writing anything. */
export const previewEntries = async (
  { store }: Pick<InventoryContext, 'store'>,
  entries: readonly InventoryEntry[],
  { resumes }: { readonly resumes: boolean },
): Promise<readonly EntryResult[]> => {
  const [sims, addresses] = await Promise.all([
    store.findSims(entries.map(({ iccid }) => iccid)),
    store.findAddresses(entries.flatMap(({ address = [] }) => address)),
  ])
  return entries.map((entry) => {
    const sim = sims.get(entry.iccid)
    const holder = entry.address && addresses.get(entry.address)?.iccid
    return { entry, changes: changesOf(entry, { sim, holder }, resumes) }
  })
}
