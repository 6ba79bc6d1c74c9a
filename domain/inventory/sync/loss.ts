import type { Iccid } from '../../iccid.ts'
import type { SimAddress } from '../../sim-address.ts'

/**
 * What a SIM that could connect loses: its place in the inventory, its access, its address, its address to another SIM, or its
 * address for another one, at which its device need not be.
 */
export type LossKind = 'removed' | 'suspended' | 'unaddressed' | 'displaced' | 'moved'

export interface Loss {
  readonly iccid: Iccid
  readonly kind: LossKind
  /** The SIM that is given its address. */
  readonly to?: Iccid
  /** The address that it is given instead: whoever confirms the loss confirms no other. */
  readonly address?: SimAddress
}
