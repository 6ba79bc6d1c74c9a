import type { Iccid } from './iccid.ts'
import type { SimAddress } from './sim-address.ts'

export type SimStatus = 'active' | 'suspended'

export interface Sim {
  readonly iccid: Iccid
  /** Absent while the SIM has no address. */
  readonly address?: SimAddress
  readonly status: SimStatus
  /** NumericDate: tokens issued before it are revoked. */
  readonly tokensValidFrom?: number
}

/** The inventory, by ICCID. */
export interface Sims {
  find(iccid: Iccid): Promise<Sim | undefined>
}

/** The inventory, by address. */
export interface SimAddresses {
  find(address: SimAddress): Promise<Iccid | undefined>
}
