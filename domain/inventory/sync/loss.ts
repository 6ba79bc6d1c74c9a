import type { Iccid } from '../../iccid.ts'

/** What a SIM that could connect loses: its place in the inventory, its access, its address, or its address to another SIM. */
export type LossKind = 'removed' | 'suspended' | 'unaddressed' | 'displaced'

export interface Loss {
  readonly iccid: Iccid
  readonly kind: LossKind
  /** The SIM that is given its address. */
  readonly to?: Iccid
}
