import { describe, expect, it } from 'vitest'
import { endMarkedSessions } from '../../../domain/inventory/end-marked-sessions.ts'
import { revokeTokens } from '../../../domain/inventory/revoke-tokens.ts'
import { ICCID, OTHER_ICCID } from '../../support/inventory.ts'
import { aStoredSim, inventoryContext } from '../../support/inventory-context.ts'

const marked = aStoredSim({ endsSession: true })
const other = aStoredSim({ iccid: OTHER_ICCID, address: undefined })

describe('endMarkedSessions', () => {
  it('ends all sessions that are marked in the table, those of markers too', async () => {
    const removed = { ...other, status: 'removed', endsSession: true } as const
    const { ctx, memory, ended } = inventoryContext({ sims: [marked, removed] })

    expect(await endMarkedSessions(ctx)).toEqual([ICCID, OTHER_ICCID])
    expect(ended).toEqual([ICCID, OTHER_ICCID])
    expect([...memory.sims.values()].map(({ endsSession }) => endsSession)).toEqual([false, false])
  })

  it('leaves those alone that are not', async () => {
    const { ctx, ended } = inventoryContext({ sims: [marked, other] })

    expect(await endMarkedSessions(ctx)).toEqual([ICCID])
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
