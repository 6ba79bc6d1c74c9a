import type { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { InventoryEntry } from './inventory-entry.ts'

/** What an entry changed; `rewritten` is the same again with a later run number, to fence an earlier run off. */
export type SimChange = 'added' | 'moved' | 'suspended' | 'resumed' | 'described' | 'rewritten'

/** No changes and no error: unchanged. Both: what was changed before a later run took over. */
export interface EntryResult {
  readonly entry: InventoryEntry
  readonly changes: readonly SimChange[]
  /** The SIM that had the address until now, and has none. */
  readonly displaced?: Iccid
  readonly error?: DomainError
}
