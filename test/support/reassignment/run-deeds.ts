import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import { applyEntries } from '../../../domain/inventory/apply-entries.ts'
import { differenceOf } from '../../../domain/inventory/difference-of.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import { moveSim } from '../../../domain/inventory/move-sim.ts'
import type { InventoryContext, StartedRun } from '../../../domain/inventory/ports.ts'
import { removeSim } from '../../../domain/inventory/remove-sim.ts'
import { isLive, type StoredAddress, type StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { releaseOrphans } from '../../../domain/inventory/sync/release-orphans.ts'
import type { SimAddress } from '../../../domain/sim-address.ts'
import { crashingStore } from './crashing-store.ts'
import { losingStore } from './losing-store.ts'
import type { Recorder } from './recorder.ts'
import type { Deed, Snapshot } from './scenario.ts'
import { type Sleep, sleepingStore } from './sleeping-store.ts'

const LIFETIME_MS = 900_000

export type RunDeed = Extract<Deed, { crashAfterWrites: number | undefined }>

type Work = (ctx: InventoryContext, run: StartedRun) => Promise<void>

const refused = (error: unknown): void => {
  if (!(error instanceof DomainError)) throw error
}

export interface RunFate extends Omit<Sleep, 'afterCalls'> {
  readonly doInRun?: typeof inRun
}

/** What runs do, with the real use cases, and as it looks from outside. */
export const createRunDeeds = (
  base: InventoryContext,
  recorder: Recorder,
  { doInRun = inRun, ...sleeping }: RunFate,
) => {
  const apply = async (
    ctx: InventoryContext,
    run: StartedRun,
    entries: readonly InventoryEntry[],
  ): Promise<void> => {
    const completions = entries.map((entry) => recorder.asserts(run, entry))
    const results = await applyEntries(ctx, run, entries)
    results.forEach(({ error }, index) => {
      if (error === undefined) completions[index]?.()
    })
  }

  const remove = async (ctx: InventoryContext, run: StartedRun, iccid: Iccid): Promise<void> => {
    const complete = recorder.asserts(run, { iccid })
    await removeSim(ctx, run, iccid, 'operator')
    complete()
  }

  const synchronize = async (
    ctx: InventoryContext,
    run: StartedRun,
    snapshot: Snapshot,
  ): Promise<void> => {
    const sims = new Map<Iccid, StoredSim>()
    for await (const sim of ctx.store.allSims()) sims.set(sim.iccid, sim)
    const addresses = new Map<SimAddress, StoredAddress>()
    for await (const item of ctx.store.allAddresses()) addresses.set(item.address, item)
    const differing = snapshot.filter((entry) => {
      const address = entry.address && addresses.get(entry.address)
      const difference = differenceOf(entry, { sim: sims.get(entry.iccid), address }, run)
      if (difference !== 'none') return true
      recorder.asserts(run, entry)()
      return false
    })
    await apply(ctx, run, differing)
    const listed = new Set(snapshot.map(({ iccid }) => iccid))
    const missing = [...sims.values()].filter(
      (sim) => isLive(sim) && sim.source === run.source && !listed.has(sim.iccid),
    )
    for (const { iccid } of missing) await remove(ctx, run, iccid).catch(refused)
    await releaseOrphans(ctx, run, [...addresses.keys()])
  }

  const workOf = (deed: RunDeed): Work => {
    switch (deed.kind) {
      case 'sync':
        return (ctx, run) => synchronize(ctx, run, deed.snapshot)
      case 'import':
        return (ctx, run) => apply(ctx, run, deed.snapshot)
      case 'remove':
        return (ctx, run) => remove(ctx, run, deed.iccid)
      case 'move':
        return async (ctx, run) => {
          const complete = recorder.asserts(run, deed)
          await moveSim(ctx, run, deed.iccid, deed.address, deed)
          complete()
        }
    }
  }

  return async (deed: RunDeed): Promise<void> => {
    const { kind, crashAfterWrites = Infinity, sleepAfterCalls = Infinity } = deed
    const asleep = sleepingStore(base.store, { ...sleeping, afterCalls: sleepAfterCalls })
    const losing = losingStore(asleep, { ...sleeping, ...deed.loss })
    const ctx = { ...base, store: crashingStore(losing, crashAfterWrites) }
    await doInRun(ctx, { source: kind, lifetimeMs: LIFETIME_MS }, workOf(deed)).catch(refused)
  }
}
