import type { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import { otherFormsOf } from './iccid-forms.ts'
import type { InventoryEntry } from './inventory-entry.ts'
import type { InventoryStore, OnCorrupt } from './ports.ts'
import { isLive, type StoredAddress, type StoredSim } from './stored-sim.ts'

/** What is stored of a SIM and of the address that it is to have. */
export interface Pairing {
  readonly sim?: StoredSim
  readonly address?: StoredAddress
  /** The other SIM that the address names. */
  readonly holder?: StoredSim
  /** What stands under the other forms of its ICCID; looked up only for a SIM that is not there, or removed. */
  readonly otherForms?: readonly StoredSim[]
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
  const formsOf = new Map(
    iccids.flatMap((iccid) => (isLive(sims.get(iccid)) ? [] : [[iccid, otherFormsOf(iccid)]])),
  )
  const second = new Set([...named, ...[...formsOf.values()].flat()])
  for (const iccid of iccids) second.delete(iccid)
  const others = await store.findSims([...second], onCorrupt)
  const find = (iccid: Iccid) => sims.get(iccid) ?? others.get(iccid)
  return ({ iccid, address: wanted }) => {
    const address = wanted && addresses.get(wanted)
    const other = address?.iccid === iccid ? undefined : address?.iccid
    const forms = formsOf.get(iccid) ?? []
    const keys = [iccid, wanted, other, ...forms].filter((key) => key !== undefined)
    return {
      sim: sims.get(iccid),
      address,
      holder: other && find(other),
      otherForms: forms.flatMap((form) => find(form) ?? []),
      corrupt: keys.map((key) => corrupt.get(key)).find(Boolean),
    }
  }
}
