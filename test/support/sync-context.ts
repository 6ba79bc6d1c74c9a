import type { InventoryListing } from '../../domain/inventory/ports.ts'
import type { HourOfLosses } from '../../domain/inventory/sync/shrink-guard.ts'
import type { SyncReport } from '../../domain/inventory/sync/sync-report.ts'
import { type SyncContext, synchronize } from '../../domain/inventory/sync/synchronize.ts'
import { type ContextSettings, inventoryContext } from './inventory-context.ts'

export const listingOf = (
  entries: InventoryListing['entries'],
  unreadable: InventoryListing['unreadable'] = [],
): InventoryListing => ({ entries, unreadable })

/**
 * All that a sync works with, in memory.
 *
 * @param listings what the inventory says each time it is read; the last one stays. An error is thrown.
 */
export const syncContext = (
  listings: readonly (InventoryListing | Error)[],
  settings: ContextSettings = {},
) => {
  const inventory = inventoryContext(settings)
  const left = [...listings]
  const reports: SyncReport[] = []
  const slept: number[] = []
  const state: {
    listed: number
    busyUntil: number
    busyBy?: number
    planned?: readonly HourOfLosses[]
  } = { listed: 0, busyUntil: 0 }
  const ctx: SyncContext = {
    ...inventory.ctx,
    inventory: {
      list: async () => {
        state.listed += 1
        const [next] = left.length > 1 ? left.splice(0, 1) : left
        if (next === undefined || next instanceof Error) throw next
        return next
      },
    },
    reports: {
      begin: async (_, { run, now, until }) => {
        if (state.busyUntil > now) return false
        Object.assign(state, { busyUntil: until, busyBy: run })
        return true
      },
      last: async () => {
        const report = reports.at(-1)
        return { report, recent: state.planned ?? report?.recent ?? [] }
      },
      plan: async (_, run, recent) => {
        if (state.busyBy !== run) return false
        state.planned = recent
        return true
      },
      keep: async (report) => {
        if (state.busyBy !== report.run) return
        reports.push(report)
        Object.assign(state, { busyUntil: 0, busyBy: undefined, planned: undefined })
      },
    },
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
      inventory.clock.now += milliseconds
    },
  }
  return {
    ...inventory,
    ctx,
    state,
    reports,
    slept,
    /** From now on the inventory says this. */
    say: (...next: readonly (InventoryListing | Error)[]) => {
      left.splice(0, left.length, ...next)
    },
    sync: (options: { maxShrinkShare?: number; confirmRun?: number; lifetimeMs?: number } = {}) =>
      synchronize(ctx, { source: '1nce', maxShrinkShare: 0.5, lifetimeMs: 60_000, ...options }),
  }
}
