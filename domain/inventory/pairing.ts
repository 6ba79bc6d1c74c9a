import type { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { InventoryStore, OnCorrupt } from './ports.ts'
import type { StoredAddress, StoredSim } from './stored-sim.ts'

/** What is stored of a SIM and of the address that it is to have. */
export interface Pairing {
  readonly sim?: StoredSim
  readonly address?: StoredAddress
  /** The other SIM that the address names. */
  readonly holder?: StoredSim
  /** Why one of them cannot be read; then nothing of it may be written. */
  readonly corrupt?: DomainError
}

const addressesOf = (entries: readonly InventoryEntry[]) =>
  entries.flatMap(({ address }) => (address === undefined ? [] : [address]))

/** Reads what is stored about many entries, in two rounds. */
export const readPairings = async (
  store: InventoryStore,
  entries: readonly InventoryEntry[],
): Promise<(entry: InventoryEntry) => Pairing> => {
  const iccids = [...new Set(entries.map(({ iccid }) => iccid))]
  // An ICCID is never an address: one map is enough for both tables.
  const corrupt = new Map<string, DomainError>()
  const onCorrupt: OnCorrupt = ({ key, error }) => corrupt.set(key, error)
  const [sims, addresses] = await Promise.all([
    store.findSims(iccids, onCorrupt),
    store.findAddresses([...new Set(addressesOf(entries))], onCorrupt),
  ])
  const named = new Set([...addresses.values()].flatMap(({ iccid }) => iccid ?? []))
  for (const iccid of iccids) named.delete(iccid)
  const holders = await store.findSims([...named], onCorrupt)
  const find = (iccid: Iccid) => sims.get(iccid) ?? holders.get(iccid)
  return ({ iccid, address: wanted }) => {
    const address = wanted && addresses.get(wanted)
    const other = address?.iccid === iccid ? undefined : address?.iccid
    const keys = [iccid, wanted, other].filter((key) => key !== undefined)
    return {
      sim: sims.get(iccid),
      address,
      holder: other && find(other),
      corrupt: keys.map((key) => corrupt.get(key)).find(Boolean),
    }
  }
}
