import type { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { SimAddress } from '../sim-address.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { SimEvent } from './sim-event.ts'
import type { RunNumber, StoredAddress, StoredSim } from './stored-sim.ts'

/** How long a run may write, in milliseconds: past it nothing of it is under way any more. */
export interface RunRequest {
  /** Who asserts: `1nce`, `s3-csv`, `import`, `operator`. */
  readonly source: string
  readonly lifetimeMs: number
}

export interface StartedRun {
  readonly number: RunNumber
  readonly source: string
  /** In milliseconds since 1970: from then on the run must not write. */
  readonly deadline: number
  /**
   * The latest of the earlier runs that may still write; 0 if there is none. What this run asserts is written even if
   * it stands there already, where the run that wrote it is not later than the fence: then no earlier one can undo it.
   */
  readonly fence: RunNumber
}

/** Gives runs their order. */
export interface Runs {
  /** To be called before the source is read. Counts and registers in one write. */
  start(request: RunRequest): Promise<StartedRun>
  /** To be called when every write of the run was answered; one that was not may still come, so leave it to the deadline. */
  end(run: StartedRun): Promise<void>
}

/** An item that somebody has spoilt: all that is known of it is its key, an ICCID or an address as it stands there. */
export interface CorruptItem {
  readonly key: string
  /** STORE_CORRUPT, with the key in its message. */
  readonly error: DomainError
}

/**
 * Takes an item that cannot be read, which is then not among those that were found. It is not missing, though: nothing
 * may be written over it.
 */
export type OnCorrupt = (item: CorruptItem) => void

/** The two tables as their writers see them. Every read is consistent, and throws STORE_CORRUPT without `onCorrupt`. */
export interface InventoryStore {
  /** Any number of ICCIDs; those that are not there are not in the answer. */
  findSims(iccids: readonly Iccid[], onCorrupt?: OnCorrupt): Promise<ReadonlyMap<Iccid, StoredSim>>
  findAddresses(
    addresses: readonly SimAddress[],
    onCorrupt?: OnCorrupt,
  ): Promise<ReadonlyMap<SimAddress, StoredAddress>>
  allSims(onCorrupt?: OnCorrupt): AsyncIterable<StoredSim>
  allAddresses(onCorrupt?: OnCorrupt): AsyncIterable<StoredAddress>
  /**
   * Compares and sets: writes the item if it is still as it was seen, and gives it the revision after the seen one.
   *
   * @param seen undefined where there was none
   * @returns false when somebody else wrote it meanwhile, and nothing was written
   */
  putSim(next: StoredSim, seen: StoredSim | undefined): Promise<boolean>
  putAddress(next: StoredAddress, seen: StoredAddress | undefined): Promise<boolean>
  /** Whether what a write threw is an answer too: nothing of it was written, and nothing of it can be written late. */
  isRefusal(error: unknown): boolean
}

/** The live sessions of SIMs at IoT Core. */
export interface Sessions {
  /** Ends the session of a SIM; one that has none is fine. */
  end(iccid: Iccid): Promise<void>
}

export interface SimEvents {
  /**
   * Any number of them, in their order as far as the bus keeps it. What they tell is stored already, so a bus that does
   * not answer is for the adapter to report: it must not stop a run.
   */
  publish(events: readonly SimEvent[]): Promise<void>
}

/** A row or an element that could not be read. */
export interface UnreadableEntry {
  /** Where it stands: `line 17`, `page 3, element 5`. */
  readonly place: string
  readonly code: string
  readonly message: string
  /** When at least that could be read: the SIM is there. */
  readonly iccid?: Iccid
  /** When that could be read as well: the SIM is to be suspended, whatever its address is. */
  readonly isSuspended?: boolean
}

/** A whole inventory, read once. */
export interface InventoryListing {
  readonly entries: readonly InventoryEntry[]
  readonly unreadable: readonly UnreadableEntry[]
}

/** Where an operator keeps the truth about SIMs and addresses. */
export interface OperatorInventory {
  /** @throws DomainError INVENTORY_UNAVAILABLE, INVENTORY_DENIED, INVENTORY_UNSTABLE, INVENTORY_MALFORMED */
  list(): Promise<InventoryListing>
}

/** What the use cases work with. */
export interface InventoryContext {
  readonly runs: Runs
  readonly store: InventoryStore
  readonly sessions: Sessions
  readonly events: SimEvents
  /** In milliseconds since 1970. */
  readonly now: () => number
}
