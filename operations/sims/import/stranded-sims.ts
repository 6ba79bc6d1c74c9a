import type { Iccid } from '../../../domain/iccid.ts'
import type { SimAddress } from '../../../domain/sim-address.ts'

/** Enough to see what is wrong with a file; all of them are counted. */
export const STRANDED_LISTED = 50

/** A SIM that lost its address to a row of the file, and gets no other from it. */
export interface StrandedSim {
  readonly iccid: Iccid
  /** The one that it had. */
  readonly address: SimAddress
  /** Who has it now. */
  readonly holder: Iccid
}
