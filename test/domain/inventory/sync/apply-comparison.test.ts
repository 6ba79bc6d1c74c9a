import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../domain/errors.ts'
import { type Iccid, parseIccid } from '../../../../domain/iccid.ts'
import type { InventoryContext } from '../../../../domain/inventory/ports.ts'
import { applyComparison } from '../../../../domain/inventory/sync/apply-comparison.ts'
import type { Comparison } from '../../../../domain/inventory/sync/compare-inventory.ts'
import { ICCID, OTHER_ADDRESS, OTHER_ICCID } from '../../../support/inventory.ts'
import { aRun, aStoredSim, inventoryContext } from '../../../support/inventory-context.ts'

const aComparison = (changes: Partial<Comparison>): Comparison => ({
  differing: [],
  missing: [],
  restated: [],
  withheld: 0,
  orphans: [],
  losses: [],
  known: 2,
  unchanged: 0,
  ...changes,
})

const suspendedAndMoved = { iccid: ICCID, address: OTHER_ADDRESS, status: 'suspended' } as const
const other = aStoredSim({ iccid: OTHER_ICCID, address: undefined })
const gone = aStoredSim({ iccid: parseIccid('8988280666000100077'), address: undefined })

const withPutAddress = (
  ctx: InventoryContext,
  putAddress: InventoryContext['store']['putAddress'],
): InventoryContext => ({ ...ctx, store: { ...ctx.store, putAddress } })

describe('applyComparison', () => {
  it('counts the loss of a SIM that was suspended before the store went away', async () => {
    const { ctx, memory } = inventoryContext({ sims: [aStoredSim()] })
    const away = withPutAddress(ctx, async () => {
      throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
    })

    const applied = await applyComparison(
      away,
      aRun(),
      aComparison({
        differing: [suspendedAndMoved],
        losses: [{ iccid: ICCID, kind: 'suspended' }],
      }),
    )

    expect(memory.sims.get(ICCID)?.status).toBe('suspended')
    expect(applied).toMatchObject({
      counts: { suspended: 1, refused: 1, unchanged: 0 },
      losses: 1,
      problems: [{ iccid: ICCID, code: 'STORE_UNAVAILABLE' }],
      stoppedBy: { code: 'STORE_UNAVAILABLE' },
    })
  })

  it('moves and removes SIMs before it says again what stands there', async () => {
    const { ctx, clock, memory } = inventoryContext({ sims: [aStoredSim(), other, gone] })
    const written: string[] = []
    const recording: InventoryContext = {
      ...ctx,
      store: {
        ...ctx.store,
        putSim: (next, seen) => {
          written.push(`${next.iccid} ${next.label ?? next.status}`)
          return ctx.store.putSim(next, seen)
        },
      },
    }

    await applyComparison(
      recording,
      aRun({ deadline: clock.now + 1 }),
      aComparison({
        differing: [{ iccid: ICCID, address: OTHER_ADDRESS }],
        restated: [{ iccid: OTHER_ICCID, label: 'anew' }],
        missing: [gone],
      }),
    )

    expect(written).toEqual([`${ICCID} active`, `${gone.iccid} removed`, `${OTHER_ICCID} anew`])
    expect(memory.sims.get(ICCID)?.address).toBe(OTHER_ADDRESS)
  })

  it('begins to end no more sessions once it has failed', async () => {
    const begun: Iccid[] = []
    const answers: (() => void)[] = []
    const sims = Array.from({ length: 20 }, (_, index) =>
      aStoredSim({
        iccid: parseIccid(`89882806660001000${10 + index}`),
        address: undefined,
      }),
    )
    const { ctx } = inventoryContext({
      sims: [...sims, other],
      end: (iccid) => {
        begun.push(iccid)
        return new Promise<void>((resolve) => answers.push(resolve))
      },
    })
    const broken: InventoryContext = {
      ...ctx,
      store: {
        ...ctx.store,
        putSim: async (next, seen) => {
          if (next.iccid === OTHER_ICCID) throw new Error('AccessDeniedException')
          return ctx.store.putSim(next, seen)
        },
      },
    }
    const differing = sims.map(({ iccid }) => ({ iccid, status: 'suspended' as const }))
    const failing = { iccid: OTHER_ICCID, label: 'anew' }

    const applying = applyComparison(
      broken,
      aRun(),
      aComparison({ differing: [...differing, failing] }),
    )

    await expect(applying).rejects.toThrow('AccessDeniedException')
    const begunThen = begun.length
    for (const answer of answers.splice(0)) answer()
    await new Promise((resolve) => setImmediate(resolve))
    expect(begunThen).toBeLessThan(sims.length)
    expect(begun).toHaveLength(begunThen)
  })
})
