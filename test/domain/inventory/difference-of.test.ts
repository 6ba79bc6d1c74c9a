import { describe, expect, it } from 'vitest'
import { type Difference, differenceOf } from '../../../domain/inventory/difference-of.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { StoredAddress, StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS, OTHER_ICCID } from '../../support/inventory.ts'
import { aRun, aStoredAddress, aStoredSim } from '../../support/inventory-context.ts'

const entry: InventoryEntry = { iccid: ICCID, address: ADDRESS, status: 'active' }
const pairing = { sim: aStoredSim(), address: aStoredAddress() }

interface Stored {
  readonly sim?: StoredSim
  readonly address?: StoredAddress
}

describe('differenceOf', () => {
  it.each<[Difference, string, InventoryEntry, Stored]>([
    ['none', 'what stands there already', entry, pairing],
    ['change', 'a new SIM', entry, {}],
    ['change', 'a SIM that moved', { ...entry, address: OTHER_ADDRESS }, { sim: pairing.sim }],
    ['change', 'a SIM without its address', { ...entry, address: undefined }, pairing],
    ['change', 'a SIM that is to be suspended', { ...entry, status: 'suspended' }, pairing],
    [
      'change',
      'a SIM that is to be resumed',
      entry,
      { ...pairing, sim: aStoredSim({ status: 'suspended', suspendedBy: 'inventory' }) },
    ],
    ['change', 'an address that names nobody', entry, { sim: pairing.sim }],
    [
      'change',
      'an address that names another SIM',
      entry,
      { ...pairing, address: aStoredAddress({ iccid: OTHER_ICCID }) },
    ],
    ['restatement', 'another label', { ...entry, label: 'anew' }, pairing],
    [
      'restatement',
      'a SIM that an import brought in',
      entry,
      { ...pairing, sim: aStoredSim({ source: 'import' }) },
    ],
    [
      'change',
      'what a later run has written otherwise',
      { ...entry, address: OTHER_ADDRESS },
      { sim: aStoredSim({ run: 99 }) },
    ],
  ])('is %s for %s', (difference, _, given, stored) => {
    expect(differenceOf(given, stored, aRun())).toBe(difference)
  })

  it('is a restatement for what an earlier run, still under way, could undo', () => {
    expect(differenceOf(entry, pairing, aRun({ fence: 5 }))).toBe('restatement')
  })
})
