import type { Iccid } from '../../domain/iccid.ts'
import type { InventoryContext, Sessions, StartedRun } from '../../domain/inventory/ports.ts'
import type { SimEvent } from '../../domain/inventory/sim-event.ts'
import type { StoredAddress, StoredSim } from '../../domain/inventory/stored-sim.ts'
import { ADDRESS, ICCID } from './inventory.ts'
import { createMemoryInventory } from './memory-inventory.ts'
import { createMemoryRuns } from './memory-runs.ts'

export const NOW = Date.UTC(2026, 10, 22)

export const aStoredSim = (changes: Partial<StoredSim> = {}): StoredSim => ({
  iccid: ICCID,
  address: ADDRESS,
  status: 'active',
  source: '1nce',
  endsSession: false,
  run: 1,
  revision: 1,
  ...changes,
})

export const aStoredAddress = (changes: Partial<StoredAddress> = {}): StoredAddress => ({
  address: ADDRESS,
  iccid: ICCID,
  run: 1,
  revision: 1,
  ...changes,
})

export const aRun = (changes: Partial<StartedRun> = {}): StartedRun => ({
  number: 7,
  source: '1nce',
  deadline: NOW + 60_000,
  fence: 0,
  ...changes,
})

export interface ContextSettings {
  readonly sims?: readonly StoredSim[]
  readonly addresses?: readonly StoredAddress[]
  readonly end?: Sessions['end']
}

/** All that the use cases work with, in memory; what they did can be looked up. */
export const inventoryContext = ({ sims = [], addresses, end }: ContextSettings = {}) => {
  const memory = createMemoryInventory()
  for (const sim of sims) memory.sims.set(sim.iccid, sim)
  const paired = sims.flatMap(({ iccid, address, run }) =>
    address === undefined ? [] : [aStoredAddress({ address, iccid, run })],
  )
  for (const item of addresses ?? paired) memory.addresses.set(item.address, item)
  const ended: Iccid[] = []
  const published: SimEvent[] = []
  const clock = { now: NOW }
  const ctx: InventoryContext = {
    runs: createMemoryRuns(() => clock.now),
    store: memory.store,
    sessions: {
      end: async (iccid) => {
        ended.push(iccid)
        await end?.(iccid)
      },
    },
    events: {
      publish: async (events) => {
        published.push(...events)
      },
    },
    now: () => clock.now,
  }
  return { ctx, memory, clock, ended, published }
}
