import { DomainError } from '../../../domain/errors.ts'
import { type Assertion, IMPORT } from '../../../domain/inventory/assertion.ts'
import type { EntryResult, SimChange } from '../../../domain/inventory/entry-result.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import { readPairings } from '../../../domain/inventory/pairing.ts'
import { planEntry } from '../../../domain/inventory/plan-entry.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'

/** A run that is later than all others, and none of them is under way. */
const LATEST = {
  number: Number.MAX_SAFE_INTEGER,
  source: IMPORT,
  deadline: Number.POSITIVE_INFINITY,
  fence: 0,
}

/** What an import would do to these rows, as far as what is stored now tells; nothing is written. */
export const previewEntries = async (
  store: InventoryStore,
  entries: readonly InventoryEntry[],
  { resumes }: { readonly resumes: boolean },
): Promise<readonly EntryResult[]> => {
  const pairingOf = await readPairings(store, entries)
  const by: Assertion = { run: LATEST, resumes, displaces: true, adds: true }
  return entries.map((entry) => {
    try {
      const pairing = pairingOf(entry)
      const { sim, address } = planEntry(pairing, entry, by)
      const changes = new Set<SimChange>(sim?.changes)
      if (address?.isNew && !changes.has('added')) changes.add('moved')
      const { holder } = pairing
      const isDisplacing = holder !== undefined && holder.address === entry.address
      return {
        entry,
        changes: [...changes],
        ...(isDisplacing && { displaced: holder.iccid }),
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return { entry, changes: [], error }
    }
  })
}
