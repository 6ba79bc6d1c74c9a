import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import { inCommand } from '../../../domain/inventory/in-command.ts'
import { resumeSim } from '../../../domain/inventory/resume-sim.ts'
import { suspendSim } from '../../../domain/inventory/suspend-sim.ts'
import { ADDRESS, ICCID } from '../../support/inventory.ts'
import { aStoredSim, inventoryContext } from '../../support/inventory-context.ts'

const sum = {
  type: 'SIM Changes',
  source: 'operator',
  counts: { 'SIM Suspended': 1 },
  sims: [{ type: 'SIM Suspended', iccid: ICCID, address: ADDRESS }],
}

describe('inCommand', () => {
  it('tells the sum of what was changed, in no run, and answers what came of it', async () => {
    const { ctx, published } = inventoryContext({ sims: [aStoredSim()] })

    const sim = await inCommand(ctx, (running) => suspendSim(running, ICCID))

    expect(sim).toMatchObject({ iccid: ICCID, status: 'suspended' })
    expect(published).toMatchObject([{ type: 'SIM Suspended' }, sum])
    expect(published.at(-1)).toEqual(sum)
  })

  it('tells nothing when nothing was changed', async () => {
    const { ctx, published } = inventoryContext({ sims: [aStoredSim()] })

    await inCommand(ctx, (running) => resumeSim(running, ICCID))

    expect(published).toEqual([])
  })

  it('tells what was changed before it failed', async () => {
    const { ctx, published } = inventoryContext({ sims: [aStoredSim()] })
    const unavailable = new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')

    const work = inCommand(ctx, async (running) => {
      await suspendSim(running, ICCID)
      throw unavailable
    })

    await expect(work).rejects.toBe(unavailable)
    expect(published.at(-1)).toEqual(sum)
  })

  it('has done its work though the sum could not be told', async () => {
    const { ctx } = inventoryContext({ sims: [aStoredSim()] })
    const events: typeof ctx.events = {
      publish: async (some) => {
        if (some.some(({ type }) => type === 'SIM Changes')) throw new TypeError('socket')
      },
    }

    const sim = await inCommand({ ...ctx, events }, (running) => suspendSim(running, ICCID))

    expect(sim.status).toBe('suspended')
  })
})
