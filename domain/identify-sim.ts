import { DomainError } from './errors.ts'
import type { Sim, SimAddresses, Sims } from './sim.ts'
import type { SimAddress } from './sim-address.ts'

export interface Inventory {
  readonly sims: Sims
  readonly simAddresses: SimAddresses
}

/**
 * The active SIM behind an address. Both tables must say so, and the address is read first: whichever writes of a
 * reassignment are done, no SIM is found by an address that it no longer has or does not have yet.
 */
export const createIdentifySim =
  ({ sims, simAddresses }: Inventory) =>
  /** @throws DomainError ADDRESS_UNKNOWN, SIM_UNKNOWN, ADDRESS_REASSIGNED, SIM_SUSPENDED, STORE_UNAVAILABLE */
  async (address: SimAddress): Promise<Sim> => {
    const iccid = await simAddresses.find(address)
    if (iccid === undefined) {
      throw new DomainError('ADDRESS_UNKNOWN', `expected the address of a SIM, got ${address}`)
    }
    const sim = await sims.find(iccid)
    if (sim === undefined) {
      throw new DomainError('SIM_UNKNOWN', `expected a SIM in the inventory, got ${iccid}`)
    }
    if (sim.address !== address) {
      throw new DomainError(
        'ADDRESS_REASSIGNED',
        `expected ${iccid} to have the address ${address}, got ${sim.address ?? 'none'}`,
      )
    }
    if (sim.status !== 'active') {
      throw new DomainError('SIM_SUSPENDED', `expected ${iccid} to be active, got ${sim.status}`)
    }
    return sim
  }
