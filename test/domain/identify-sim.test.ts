import { describe, expect, it } from 'vitest'
import { createIdentifySim } from '../../domain/identify-sim.ts'
import {
  ADDRESS,
  aSim,
  ICCID,
  inventoryOf,
  OTHER_ADDRESS,
  OTHER_ICCID,
} from '../support/inventory.ts'
import { reasonOf } from '../support/refusal.ts'

describe('createIdentifySim', () => {
  it('finds the active SIM that the address belongs to', async () => {
    const identify = createIdentifySim(inventoryOf([aSim()]))

    expect(await identify(ADDRESS)).toEqual(aSim())
  })

  it.each([
    ['an address of no SIM', inventoryOf([]), 'ADDRESS_UNKNOWN'],
    ['an address of a SIM that is gone', inventoryOf([], { [ADDRESS]: ICCID }), 'SIM_UNKNOWN'],
    [
      'an address that its SIM has left',
      inventoryOf([aSim({ address: OTHER_ADDRESS })], { [ADDRESS]: ICCID }),
      'ADDRESS_REASSIGNED',
    ],
    [
      'an address whose SIM has none',
      inventoryOf([aSim({ address: undefined })], { [ADDRESS]: ICCID }),
      'ADDRESS_REASSIGNED',
    ],
    [
      'an address that another SIM claims too',
      inventoryOf([aSim(), aSim({ iccid: OTHER_ICCID, address: OTHER_ADDRESS })], {
        [ADDRESS]: OTHER_ICCID,
      }),
      'ADDRESS_REASSIGNED',
    ],
    ['a suspended SIM', inventoryOf([aSim({ status: 'suspended' })]), 'SIM_SUSPENDED'],
  ])('refuses %s', async (_, inventory, reason) => {
    expect(await reasonOf(() => createIdentifySim(inventory)(ADDRESS))).toBe(reason)
  })
})
