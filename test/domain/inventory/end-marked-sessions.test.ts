import { describe, expect, it } from 'vitest'
import { applyEntries } from '../../../domain/inventory/apply-entries.ts'
import {
  endMarkedSessions,
  SECOND_ENDING_MS,
} from '../../../domain/inventory/end-marked-sessions.ts'
import type { InventoryContext } from '../../../domain/inventory/ports.ts'
import { removeSim } from '../../../domain/inventory/remove-sim.ts'
import { revokeTokens } from '../../../domain/inventory/revoke-tokens.ts'
import { suspendSim } from '../../../domain/inventory/suspend-sim.ts'
import { ADDRESS, ICCID, OTHER_ICCID } from '../../support/inventory.ts'
import { aRun, aStoredSim, inventoryContext, NOW } from '../../support/inventory-context.ts'

const marked = aStoredSim({ endsSession: true })
const other = aStoredSim({ iccid: OTHER_ICCID, address: undefined })

describe('endMarkedSessions', () => {
  it('ends all sessions that are marked in the table, those of markers too', async () => {
    const removed = { ...other, status: 'removed', endsSession: true } as const
    const { ctx, memory, ended } = inventoryContext({ sims: [marked, removed] })

    await endMarkedSessions(ctx)

    expect(ended).toEqual([ICCID, OTHER_ICCID])
    expect([...memory.sims.values()].map(({ endsSession }) => endsSession)).toEqual([false, false])
  })

  it('leaves those alone that are not', async () => {
    const { ctx, ended } = inventoryContext({ sims: [marked, other] })

    await endMarkedSessions(ctx)

    expect(ended).toEqual([ICCID])
  })

  it('ends the ones that are named, marked or not', async () => {
    const { ctx, memory, ended } = inventoryContext({ sims: [marked, other] })
    await endMarkedSessions(ctx, [OTHER_ICCID])

    expect(ended).toEqual([OTHER_ICCID])
    expect(memory.sims.get(ICCID)).toEqual(marked)
    expect(memory.sims.get(OTHER_ICCID)).toEqual(other)
  })

  it('keeps the mark of a session that could not be ended, and ends the others', async () => {
    const end = async (iccid: string) => {
      if (iccid === ICCID) throw new Error('throttled')
    }
    const { ctx, memory } = inventoryContext({
      sims: [marked, { ...other, endsSession: true }],
      end,
    })

    await expect(endMarkedSessions(ctx)).rejects.toThrow('throttled')
    expect(memory.sims.get(ICCID)?.endsSession).toBe(true)
    expect(memory.sims.get(OTHER_ICCID)?.endsSession).toBe(false)
  })

  it.each([
    ['keeps the mark of a SIM that was refused just now', 0, true],
    ['keeps the mark of a SIM that was refused 4.9 s ago', -4900, true],
    ['keeps the mark of a SIM that was refused by a clock that is ahead', 900, true],
    ['clears the mark of a SIM that was refused 6 s ago', -6000, false],
    ['clears a mark of a time that cannot be', 86_400_000, false],
  ])('%s, and ends its session', async (_, ago, isMarked) => {
    const { ctx, memory, ended } = inventoryContext({
      sims: [{ ...marked, refusedAt: NOW + ago }],
    })
    await endMarkedSessions(ctx)

    expect(ended).toEqual([ICCID])
    expect(memory.sims.get(ICCID)?.endsSession).toBe(isMarked)
    expect(memory.sims.get(ICCID)?.refusedAt).toBe(isMarked ? NOW + ago : undefined)
  })

  it.each([
    ['suspends', (ctx: InventoryContext) => suspendSim(ctx, ICCID)],
    ['revokes', (ctx: InventoryContext) => revokeTokens(ctx, ICCID)],
    [
      'removes',
      (ctx: InventoryContext) => removeSim(ctx, aRun({ source: 'operator' }), ICCID, 'operator'),
    ],
    [
      'imports as suspended',
      (ctx: InventoryContext) =>
        applyEntries(ctx, aRun(), [{ iccid: ICCID, address: ADDRESS, status: 'suspended' }]),
    ],
  ])('leaves the mark to who %s while another one was waiting', async (_, refuse) => {
    const { ctx, memory, clock } = inventoryContext({ sims: [aStoredSim()] })
    await refuse(ctx)
    clock.now += SECOND_ENDING_MS - 3000
    await endMarkedSessions(ctx)
    expect(memory.sims.get(ICCID)?.endsSession).toBe(true)

    clock.now += 3000
    await endMarkedSessions(ctx)
    expect(memory.sims.get(ICCID)?.endsSession).toBe(false)
  })

  it('keeps a mark that was set anew while the session was being ended', async () => {
    let revokes = true
    const world = inventoryContext({
      sims: [marked],
      end: async () => {
        if (!revokes) return
        revokes = false
        await revokeTokens(world.ctx, ICCID)
      },
    })
    await endMarkedSessions(world.ctx)

    expect(world.memory.sims.get(ICCID)?.endsSession).toBe(true)
  })
})
