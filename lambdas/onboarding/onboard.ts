import type { Iccid } from '../../domain/iccid.ts'
import { createIdentifySim, type Inventory } from '../../domain/identify-sim.ts'
import type { Pass, PassRequest } from '../../domain/issue-pass.ts'
import type { SimAddress } from '../../domain/sim-address.ts'
import type { SigningKeys } from '../../domain/token-key.ts'
import type { Layout } from '../../domain/username.ts'

export interface OnboardOptions {
  readonly inventory: Inventory
  readonly signingKeys: () => Promise<SigningKeys>
  readonly issuePass: (keys: SigningKeys, request: PassRequest) => Pass
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Onboarded {
  readonly iccid: Iccid
  readonly pass: Pass
}

/** Gives the SIM behind an address its pass. */
export const createOnboard = ({ inventory, signingKeys, issuePass, now }: OnboardOptions) => {
  const identifySim = createIdentifySim(inventory)
  return async (address: SimAddress, layout: Layout): Promise<Onboarded> => {
    const { iccid } = await identifySim(address)
    const keys = await signingKeys()
    const pass = issuePass(keys, { iccid, layout, now: Math.floor(now() / 1000) })
    return { iccid, pass }
  }
}
