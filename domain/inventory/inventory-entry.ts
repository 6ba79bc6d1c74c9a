import type { Iccid } from '../iccid.ts'
import type { SimStatus } from '../sim.ts'
import type { SimAddress } from '../sim-address.ts'

/** What is only for people: never part of a decision. */
export interface SimDescription {
  /** International Mobile Subscriber Identity (ITU-T E.212), 6 to 15 digits. */
  readonly imsi?: string
  /** Mobile Station International Subscriber Directory Number (ITU-T E.164), up to 15 digits without a plus sign. */
  readonly msisdn?: string
  /** The operator's own words, at most 256 characters without control characters. */
  readonly label?: string
}

/** What an inventory says about one SIM: one row of a file, one element of an operator's API. */
export interface InventoryEntry extends SimDescription {
  readonly iccid: Iccid
  /** Absent when the inventory says that the SIM has no address. */
  readonly address?: SimAddress
  /** Absent when the inventory says nothing about it. */
  readonly status?: SimStatus
}
