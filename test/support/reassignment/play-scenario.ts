import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import { createIdentifySim, type Inventory } from '../../../domain/identify-sim.ts'
import type { InventoryContext, InventoryStore, Runs } from '../../../domain/inventory/ports.ts'
import { resumeSim } from '../../../domain/inventory/resume-sim.ts'
import { suspendSim } from '../../../domain/inventory/suspend-sim.ts'
import type { SimAddress } from '../../../domain/sim-address.ts'
import { Crash } from './crashing-store.ts'
import { faultsOf, type History } from './history.ts'
import { Refused, Unforeseen } from './losing-store.ts'
import { createRecorder } from './recorder.ts'
import { createRunDeeds, type RunFate } from './run-deeds.ts'
import { ADDRESSES, type Deed, type Scenario, type Snapshot, UNDISTURBED } from './scenario.ts'

/** Where it all happens. */
export interface Ground {
  readonly store: InventoryStore
  readonly readers: Inventory
  readonly runs: (now: () => number) => Runs
  /** Writes items as somebody who knows nothing of runs. */
  readonly seed: (snapshot: Snapshot) => Promise<void>
}

/** What is done differently from how it is to be done, to see that it is noticed. */
export interface Sabotage {
  readonly store?: (store: InventoryStore) => InventoryStore
  readonly runs?: (runs: Runs) => Runs
  readonly identify?: (readers: Inventory) => (address: SimAddress) => Promise<{ iccid: Iccid }>
  /** Whether runs write on after their deadline. */
  readonly ignoresDeadlines?: boolean
  readonly doInRun?: RunFate['doInRun']
}

const HOUR_MS = 3_600_000

/** Knows the writes that are on their way: one that a crash left behind may land later, but not days later. */
const watched = (store: InventoryStore) => {
  const underWay = new Set<Promise<boolean>>()
  const watch = (write: Promise<boolean>): Promise<boolean> => {
    underWay.add(write)
    return write.finally(() => underWay.delete(write))
  }
  const watching: InventoryStore = {
    ...store,
    putSim: (next, seen) => watch(store.putSim(next, seen)),
    putAddress: (next, seen) => watch(store.putAddress(next, seen)),
  }
  return {
    watch,
    store: watching,
    isQuiet: () => underWay.size === 0,
    landed: () => Promise.allSettled(underWay),
  }
}

const survived = (error: unknown): void => {
  const isExpected = [DomainError, Crash, Refused, Unforeseen].some((type) => error instanceof type)
  if (!isExpected) throw error
}

const mayFallAsleep = (deed: Deed): boolean =>
  'sleepAfterCalls' in deed && deed.sleepAfterCalls !== undefined

export interface Outcome {
  readonly history: History
  readonly faults: readonly string[]
  /** Addresses that the last, undisturbed sync lists and that are not answered with their SIM. */
  readonly unreachable: readonly SimAddress[]
}

/** Lets all actors of a scenario act at the same time, then one sync alone, and looks at every answer. */
export const playScenario = async (
  scenario: Scenario,
  ground: Ground,
  sabotage: Sabotage = {},
): Promise<Outcome> => {
  const clock = { now: Date.UTC(2026, 10, 22) }
  const writes = watched(ground.store)
  const runs = ground.runs(() => clock.now)
  const ctx: InventoryContext = {
    runs: sabotage.runs?.(runs) ?? runs,
    store: sabotage.store?.(writes.store) ?? writes.store,
    sessions: { end: async () => {} },
    events: { publish: async () => {} },
    now: sabotage.ignoresDeadlines ? () => 0 : () => clock.now,
  }
  const identify = (sabotage.identify ?? createIdentifySim)(ground.readers)
  const recorder = createRecorder()
  const waking = Promise.withResolvers<void>()
  const { watch } = writes
  const actInRun = createRunDeeds(ctx, recorder, {
    watch,
    waking: waking.promise,
    doInRun: sabotage.doInRun,
  })

  const act = async (deed: Deed): Promise<void> => {
    switch (deed.kind) {
      case 'onboard':
        for (const address of deed.addresses) await recorder.calls(identify, address)
        return
      case 'wait':
        if (deed.hours < 24 || writes.isQuiet()) clock.now += deed.hours * HOUR_MS
        return
      case 'suspend':
      case 'resume': {
        const [status, change] =
          deed.kind === 'resume'
            ? (['active', resumeSim] as const)
            : (['suspended', suspendSim] as const)
        const complete = recorder.stands(deed.iccid, status)
        await change(ctx, deed.iccid)
        return complete()
      }
      default:
        return actInRun(deed)
    }
  }

  await ground.seed(scenario.before)
  for (const entry of scenario.before) recorder.asserts({ number: 0 }, entry)()
  const play = async (deeds: readonly Deed[]): Promise<void> => {
    for (const deed of deeds) await act(deed).catch(survived)
  }
  const sleepers = scenario.actors.filter((deeds) => deeds.some(mayFallAsleep))
  const asleep = Promise.all(sleepers.map(play))
  await Promise.all(scenario.actors.filter((deeds) => !sleepers.includes(deeds)).map(play))
  waking.resolve()
  await asleep
  await act({ kind: 'onboard', addresses: ADDRESSES })

  await writes.landed()
  clock.now += 100 * HOUR_MS
  await act({ kind: 'sync', snapshot: scenario.after, ...UNDISTURBED })
  const unreachable: SimAddress[] = []
  for (const { iccid, address } of scenario.after) {
    if (address === undefined) continue
    const found = await recorder.calls(identify, address)
    const sim = (await ground.store.findSims([iccid])).get(iccid)
    if (found !== iccid && sim?.status !== 'suspended') unreachable.push(address)
  }
  const { history } = recorder
  return { history, faults: faultsOf(history), unreachable }
}
