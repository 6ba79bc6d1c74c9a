import { describe, expect, it } from 'vitest'
import { moveSim } from '../../../domain/inventory/move-sim.ts'
import { removeSim } from '../../../domain/inventory/remove-sim.ts'
import { resumeSim } from '../../../domain/inventory/resume-sim.ts'
import { revokeTokens } from '../../../domain/inventory/revoke-tokens.ts'
import { suspendSim } from '../../../domain/inventory/suspend-sim.ts'
import { releaseOrphans } from '../../../domain/inventory/sync/release-orphans.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS, OTHER_ICCID } from '../../support/inventory.ts'
import {
  aRun,
  aStoredAddress,
  aStoredSim,
  inventoryContext,
  NOW,
} from '../../support/inventory-context.ts'
import { reasonOf } from '../../support/refusal.ts'

const COMING_SECOND = NOW / 1000 + 1
const operator = aRun({ source: 'operator' })
const removedSim = aStoredSim({ status: 'removed', address: undefined })

describe('suspendSim', () => {
  it('suspends, marks and ends the session, and tells', async () => {
    const { ctx, memory, ended, published } = inventoryContext({ sims: [aStoredSim()] })
    const sim = await suspendSim(ctx, ICCID)

    expect(sim).toMatchObject({ status: 'suspended', suspendedBy: 'operator', endsSession: true })
    expect(memory.sims.get(ICCID)).toEqual(sim)
    expect(ended).toEqual([ICCID])
    expect(published).toEqual([
      { type: 'SIM Suspended', iccid: ICCID, address: ADDRESS, by: 'operator' },
    ])
  })

  it('takes over what an inventory suspended, without telling again', async () => {
    const sims = [aStoredSim({ status: 'suspended', suspendedBy: 'inventory' })]
    const { ctx, ended, published } = inventoryContext({ sims })

    expect((await suspendSim(ctx, ICCID)).suspendedBy).toBe('operator')
    expect([ended, published]).toEqual([[ICCID], []])
  })

  it('has suspended, marked and told when the session cannot be ended at once', async () => {
    const end = () => Promise.reject(new Error('IoT Core is away'))
    const { ctx, memory, published } = inventoryContext({ sims: [aStoredSim()], end })

    expect(await suspendSim(ctx, ICCID)).toMatchObject({ status: 'suspended' })
    expect(memory.sims.get(ICCID)).toMatchObject({ status: 'suspended', endsSession: true })
    expect(published).toHaveLength(1)
  })
})

describe('resumeSim', () => {
  it.each(['operator', 'inventory', undefined] as const)(
    'resumes what %s suspended',
    async (by) => {
      const sims = [aStoredSim({ status: 'suspended', suspendedBy: by, endsSession: true })]
      const { ctx, published } = inventoryContext({ sims })

      expect(await resumeSim(ctx, ICCID)).toEqual(
        aStoredSim({ suspendedBy: undefined, endsSession: true, revision: 2 }),
      )
      expect(published).toMatchObject([{ type: 'SIM Resumed' }])
    },
  )

  it('forgets the suspension of a removed SIM, which stays removed, for a while', async () => {
    const suspended = { suspendedBy: 'inventory', suspendedSource: '1nce' } as const
    const { ctx, memory, published } = inventoryContext({ sims: [{ ...removedSim, ...suspended }] })

    const sim = await resumeSim(ctx, ICCID)
    expect(sim).toEqual({
      ...removedSim,
      suspendedBy: undefined,
      suspendedSource: undefined,
      expiresAt: NOW / 1000 + 7 * 86_400,
      revision: 2,
    })
    expect(memory.sims.get(ICCID)).toEqual(sim)
    expect(published).toEqual([])
    expect(await reasonOf(() => resumeSim(ctx, ICCID))).toBe('SIM_UNKNOWN')
  })

  it('leaves an active SIM as it is', async () => {
    const { ctx, published } = inventoryContext({ sims: [aStoredSim()] })

    expect(await resumeSim(ctx, ICCID)).toEqual(aStoredSim())
    expect(published).toEqual([])
  })
})

describe('revokeTokens', () => {
  it('revokes all tokens that were issued until now', async () => {
    const { ctx, ended, published } = inventoryContext({ sims: [aStoredSim()] })

    expect(await revokeTokens(ctx, ICCID)).toMatchObject({
      status: 'active',
      tokensValidFrom: COMING_SECOND,
      endsSession: true,
    })
    expect(ended).toEqual([ICCID])
    expect(published).toMatchObject([{ type: 'SIM Tokens Revoked' }])
  })

  it('never lowers the time', async () => {
    const { ctx } = inventoryContext({ sims: [aStoredSim({ tokensValidFrom: 500 })] })

    expect((await revokeTokens(ctx, ICCID, 400)).tokensValidFrom).toBe(500)
    expect((await revokeTokens(ctx, ICCID, 600)).tokensValidFrom).toBe(600)
  })

  it.each([COMING_SECOND + 1, NOW, -1, 1.5, Number.NaN, Infinity])('refuses %d', async (time) => {
    const { ctx, ended } = inventoryContext({ sims: [aStoredSim()] })

    expect(await reasonOf(() => revokeTokens(ctx, ICCID, time))).toBe('INVALID_TIME')
    expect(ended).toEqual([])
  })
})

describe('removeSim', () => {
  it('leaves a marker, frees the address, ends the session and tells', async () => {
    const { ctx, memory, ended, published } = inventoryContext({ sims: [aStoredSim()] })
    const sim = await removeSim(ctx, operator, ICCID, 'operator')

    expect(sim).toMatchObject({ status: 'removed', tokensValidFrom: COMING_SECOND, run: 7 })
    expect([sim.address, sim.expiresAt]).toEqual([undefined, NOW / 1000 + 7 * 86_400])
    expect(memory.addresses.get(ADDRESS)?.iccid).toBeUndefined()
    expect(ended).toEqual([ICCID])
    expect(published).toEqual([
      { type: 'SIM Removed', iccid: ICCID, address: ADDRESS, by: 'operator', run: 7 },
    ])
  })

  it.each([
    ['operator', undefined, 'operator'],
    [undefined, undefined, 'operator'],
    ['import', undefined, 'import'],
    ['inventory', '1nce', 'inventory'],
  ] as const)('remembers for ever of a suspension by %s (%s): %s', async (before, by, after) => {
    const sims = [aStoredSim({ status: 'suspended', suspendedBy: before, suspendedSource: by })]
    const { ctx } = inventoryContext({ sims })
    const sim = await removeSim(ctx, operator, ICCID, 'inventory')

    expect([sim.suspendedBy, sim.suspendedSource, sim.expiresAt]).toEqual([after, by, undefined])
  })

  it('leaves the address to another SIM that has it', async () => {
    const addresses = [aStoredAddress({ iccid: OTHER_ICCID })]
    const { ctx, memory } = inventoryContext({ sims: [aStoredSim()], addresses })
    await removeSim(ctx, operator, ICCID, 'operator')

    expect(memory.addresses.get(ADDRESS)?.iccid).toBe(OTHER_ICCID)
  })

  it('removes again, as the later run, while the session is not known to be closed', async () => {
    const marked = { ...removedSim, endsSession: true, suspendedBy: 'operator' } as const
    const { ctx, ended, published } = inventoryContext({ sims: [marked] })

    const sim = await removeSim(ctx, operator, ICCID, 'operator')
    expect(sim).toMatchObject({ status: 'removed', suspendedBy: 'operator', run: 7 })
    expect([ended, published]).toEqual([[ICCID], []])
  })

  it.each([
    ['is superseded', { sims: [aStoredSim({ run: 8 })] }, operator, 'RUN_SUPERSEDED'],
    ['is overdue', { sims: [aStoredSim()] }, aRun({ deadline: NOW }), 'RUN_OVERDUE'],
    ['knows no such SIM', {}, operator, 'SIM_UNKNOWN'],
    ['finds it removed', { sims: [removedSim] }, operator, 'SIM_UNKNOWN'],
  ] as const)('refuses a run that %s', async (_, settings, run, reason) => {
    const { ctx, ended } = inventoryContext(settings)

    expect(await reasonOf(() => removeSim(ctx, run, ICCID, 'operator'))).toBe(reason)
    expect(ended).toEqual([])
  })
})

describe('moveSim', () => {
  it('gives a SIM another address, and leaves who lists it', async () => {
    const { ctx, memory, published } = inventoryContext({ sims: [aStoredSim()] })
    const sim = await moveSim(ctx, operator, ICCID, OTHER_ADDRESS, { displaces: false })

    expect(sim).toMatchObject({ address: OTHER_ADDRESS, source: '1nce', run: 7 })
    expect(memory.addresses.get(OTHER_ADDRESS)?.iccid).toBe(ICCID)
    expect(memory.addresses.get(ADDRESS)?.iccid).toBeUndefined()
    expect(published).toMatchObject([
      { type: 'SIM Moved', previousAddress: ADDRESS, by: 'operator' },
    ])
  })

  it('takes the address away', async () => {
    const { ctx, memory } = inventoryContext({ sims: [aStoredSim()] })

    expect(
      (await moveSim(ctx, operator, ICCID, undefined, { displaces: false })).address,
    ).toBeUndefined()
    expect(memory.addresses.get(ADDRESS)?.iccid).toBeUndefined()
  })

  it('takes an address from another SIM only if told so', async () => {
    const sims = [aStoredSim(), aStoredSim({ iccid: OTHER_ICCID, address: OTHER_ADDRESS })]
    const { ctx, memory } = inventoryContext({ sims })
    const move = (displaces: boolean) => moveSim(ctx, operator, ICCID, OTHER_ADDRESS, { displaces })

    expect(await reasonOf(() => move(false))).toBe('ADDRESS_TAKEN')
    expect(memory.sims.get(ICCID)).toEqual(aStoredSim())
    expect((await move(true)).address).toBe(OTHER_ADDRESS)
    expect(memory.sims.get(OTHER_ICCID)?.address).toBeUndefined()
  })

  it('moves a SIM to an address whose SIM is elsewhere', async () => {
    const addresses = [aStoredAddress({ address: OTHER_ADDRESS, iccid: OTHER_ICCID })]
    const { ctx } = inventoryContext({ sims: [aStoredSim()], addresses })

    const sim = await moveSim(ctx, operator, ICCID, OTHER_ADDRESS, { displaces: false })
    expect(sim.address).toBe(OTHER_ADDRESS)
  })
})

describe('a SIM that is not in the inventory', () => {
  const commands = {
    suspendSim,
    resumeSim,
    revokeTokens,
    moveSim: (ctx: Parameters<typeof suspendSim>[0]) =>
      moveSim(ctx, operator, ICCID, ADDRESS, { displaces: true }),
  }

  it.each(Object.entries(commands))(
    'is refused by %s, removed or never there',
    async (_, command) => {
      for (const sims of [[], [removedSim]]) {
        const { ctx, memory, ended } = inventoryContext({ sims })

        expect(await reasonOf(() => command(ctx, ICCID))).toBe('SIM_UNKNOWN')
        expect([[...memory.sims.values()], ended]).toEqual([sims, []])
      }
    },
  )
})

describe('releaseOrphans', () => {
  it('releases an address whose SIM is elsewhere, removed or gone, and no other', async () => {
    const at = (last: number) => aStoredAddress({ address: `10.64.9.${last}` as typeof ADDRESS })
    const gone = { ...at(3), iccid: OTHER_ICCID }
    const later = { ...at(4), run: 8 }
    const addresses = [aStoredAddress(), at(2), gone, later]
    const { ctx, memory } = inventoryContext({ sims: [aStoredSim()], addresses })
    const all = addresses.map(({ address }) => address)

    expect(await releaseOrphans(ctx, aRun(), all)).toEqual([at(2).address, at(3).address])
    expect(memory.addresses.get(ADDRESS)?.iccid).toBe(ICCID)
    expect(memory.addresses.get(at(2).address)).not.toHaveProperty('iccid')
    expect(memory.addresses.get(at(2).address)?.run).toBe(1)
  })
})
