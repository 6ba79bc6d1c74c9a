import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import type { InventoryContext } from '../../../domain/inventory/ports.ts'
import { ICCID } from '../../support/inventory.ts'
import { aStoredAddress, aStoredSim, inventoryContext } from '../../support/inventory-context.ts'

const REQUEST = { source: 'operator', lifetimeMs: 60_000 }
const unavailable = new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')

/** Whether a later run has to reckon with the first one. */
const isLeft = async ({ ctx }: ReturnType<typeof inventoryContext>): Promise<boolean> =>
  (await ctx.runs.start(REQUEST)).fence === 1

describe('inRun', () => {
  it('ends a run that went well, and answers what came of it', async () => {
    const bench = inventoryContext()

    const number = await inRun(bench.ctx, REQUEST, async ({ store }, run) => {
      await store.putSim(aStoredSim(), undefined)
      return run.number
    })

    expect(number).toBe(1)
    expect(await isLeft(bench)).toBe(false)
  })

  it('ends a run that failed when all its writes were answered', async () => {
    const bench = inventoryContext()

    const work = inRun(bench.ctx, REQUEST, async ({ store }) => {
      await store.putSim(aStoredSim(), undefined)
      throw unavailable
    })

    await expect(work).rejects.toBe(unavailable)
    expect(await isLeft(bench)).toBe(false)
  })

  it.each([
    ['got no answer', unavailable],
    ['failed for a reason that nobody foresaw', new TypeError('socket')],
  ])(
    'leaves a run of which a write %s to its deadline, though the work went on',
    async (_, error) => {
      const bench = inventoryContext()
      bench.memory.store.putAddress = async () => {
        throw error
      }

      await inRun(bench.ctx, REQUEST, async ({ store }) => {
        await Promise.allSettled([store.putAddress(aStoredAddress(), undefined)])
      })

      expect(await isLeft(bench)).toBe(true)
    },
  )

  it('ends a run of which a write was refused: that is an answer', async () => {
    const bench = inventoryContext()
    const refusal = new TypeError('expected a permission')
    bench.memory.store.putAddress = async () => {
      throw refusal
    }
    bench.memory.store.isRefusal = (error) => error === refusal

    const work = inRun(bench.ctx, REQUEST, ({ store }) =>
      store.putAddress(aStoredAddress(), undefined),
    )

    await expect(work).rejects.toBe(refusal)
    expect(await isLeft(bench)).toBe(false)
  })

  it('leaves a run that stopped while something was under way, and lets it write no more', async () => {
    const bench = inventoryContext()
    const { putSim } = bench.memory.store
    const gate = Promise.withResolvers<void>()
    bench.memory.store.putSim = async (...args) => {
      await gate.promise
      return putSim(...args)
    }
    let later: Promise<boolean> | undefined

    const work = inRun(bench.ctx, REQUEST, async ({ store }) => {
      later = store
        .putSim(aStoredSim(), undefined)
        .then(() => store.putSim(aStoredSim({ revision: 2 }), aStoredSim()))
      throw unavailable
    })
    await expect(work).rejects.toBe(unavailable)
    gate.resolve()

    await expect(later).rejects.toThrow('before the end of its run')
    expect(await isLeft(bench)).toBe(true)
  })

  it('has done its work though the run could not be ended', async () => {
    const bench = inventoryContext()
    const ctx = {
      ...bench.ctx,
      runs: { ...bench.ctx.runs, end: async () => Promise.reject(unavailable) },
    }

    expect(await inRun(ctx, REQUEST, async () => 'done')).toBe('done')
  })

  const tell = ({ events }: InventoryContext) =>
    events.publish([{ type: 'SIM Removed', iccid: ICCID, by: 'operator' }])

  it.each([
    ['was done', async () => {}],
    ['failed', async () => Promise.reject(unavailable)],
  ])('tells the sum of what a run changed that %s', async (_, rest) => {
    const bench = inventoryContext()

    await Promise.allSettled([
      inRun(bench.ctx, REQUEST, async (running) => {
        await tell(running)
        await rest()
      }),
    ])

    expect(bench.published).toHaveLength(2)
    expect(bench.published.at(-1)).toEqual({
      type: 'SIM Changes',
      source: 'operator',
      run: 1,
      counts: { 'SIM Removed': 1 },
      sims: [{ type: 'SIM Removed', iccid: ICCID }],
    })
  })

  it('has done its work and ended though nobody could be told', async () => {
    const bench = inventoryContext()
    const events = { publish: async () => Promise.reject(new TypeError('socket')) }

    const work = inRun({ ...bench.ctx, events }, REQUEST, async (running) => {
      const [told] = await Promise.allSettled([tell(running)])
      return told.status
    })

    expect(await work).toBe('rejected')
    expect(await isLeft(bench)).toBe(false)
  })
})
