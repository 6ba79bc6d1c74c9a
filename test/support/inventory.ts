import { parseIccid } from '../../domain/iccid.ts'
import type { Inventory } from '../../domain/identify-sim.ts'
import type { Sim } from '../../domain/sim.ts'
import { parseSimAddress } from '../../domain/sim-address.ts'

export const ICCID = parseIccid('8988280666000000001')
export const OTHER_ICCID = parseIccid('8988280666000000002')
export const ADDRESS = parseSimAddress('10.64.0.1')
export const OTHER_ADDRESS = parseSimAddress('10.64.0.2')

export const aSim = (changes: Partial<Sim> = {}): Sim => ({
  iccid: ICCID,
  address: ADDRESS,
  status: 'active',
  ...changes,
})

/** An inventory of SIMs, whose address table can say something else. */
export const inventoryOf = (
  sims: readonly Sim[],
  addresses: Readonly<Record<string, Sim['iccid']>> = Object.fromEntries(
    sims.flatMap(({ address, iccid }) => (address === undefined ? [] : [[address, iccid]])),
  ),
): Inventory => ({
  sims: { find: async (iccid) => sims.find((sim) => sim.iccid === iccid) },
  simAddresses: { find: async (address) => addresses[address] },
})
