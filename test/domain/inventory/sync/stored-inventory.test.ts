import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readStoredInventory } from '../../../../domain/inventory/sync/stored-inventory.ts'
import { ICCID } from '../../../support/inventory.ts'
import { aStoredSim, inventoryContext } from '../../../support/inventory-context.ts'
import { reasonOf } from '../../../support/refusal.ts'

const { store } = inventoryContext({ sims: [aStoredSim()] }).ctx

describe('readStoredInventory', () => {
  it('reads both tables', async () => {
    const { sims, addresses } = await readStoredInventory(store)

    expect([sims.size, addresses.size]).toEqual([1, 1])
  })

  it('waits no longer for a store than it may, and then reads no further', async () => {
    const answer = Promise.withResolvers<void>()
    const clock = new AbortController()
    let pages = 0
    const slow = {
      ...store,
      allSims: async function* () {
        for (; pages < 3; pages += 1) {
          await answer.promise
          yield aStoredSim()
        }
      },
    }
    const reading = reasonOf(() => readStoredInventory(slow, clock.signal))

    clock.abort()
    expect(await reading).toBe('STORE_UNAVAILABLE')

    answer.resolve()
    await setImmediate()
    expect(pages).toBe(0)
  })

  it('begins nothing when its time is over already', async () => {
    expect(await reasonOf(() => readStoredInventory(store, AbortSignal.abort()))).toBe(
      'STORE_UNAVAILABLE',
    )
  })

  it('says what else stopped it', async () => {
    const broken = {
      ...store,
      // biome-ignore lint/correctness/useYield: it fails before its first item.
      allAddresses: async function* () {
        throw new Error('User is not authorized')
      },
    }

    await expect(readStoredInventory(broken, new AbortController().signal)).rejects.toThrow(
      'not authorized',
    )
    expect((await readStoredInventory(store)).sims.has(ICCID)).toBe(true)
  })
})
