import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../domain/iccid.ts'
import { applyEntries } from '../../../domain/inventory/apply-entries.ts'
import { otherFormsOf } from '../../../domain/inventory/iccid-forms.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import { removeSim } from '../../../domain/inventory/remove-sim.ts'
import { resumeSim } from '../../../domain/inventory/resume-sim.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS, OTHER_ICCID } from '../../support/inventory.ts'
import {
  aRun,
  aStoredAddress,
  aStoredSim,
  type ContextSettings,
  inventoryContext,
  NOW,
} from '../../support/inventory-context.ts'

const entry: InventoryEntry = { iccid: ICCID, address: ADDRESS }

const apply = async (
  settings: ContextSettings,
  entries: readonly InventoryEntry[],
  { run = aRun(), resumes = false } = {},
) => {
  const world = inventoryContext(settings)
  const results = await applyEntries(world.ctx, run, entries, { resumes })
  return {
    ...world,
    changes: results.map(({ changes }) => changes),
    codes: results.map(({ error }) => error?.code),
    sim: (iccid = ICCID) => world.memory.sims.get(iccid),
    holderOf: (address = ADDRESS) => world.memory.addresses.get(address)?.iccid,
  }
}

describe('applyEntries', () => {
  it('adds a SIM with its address', async () => {
    const { sim, holderOf, changes, published } = await apply({}, [{ ...entry, label: 'Pump 1' }])

    expect(changes).toEqual([['added']])
    expect(sim()).toMatchObject({ address: ADDRESS, status: 'active', source: '1nce', run: 7 })
    expect(sim()?.label).toBe('Pump 1')
    expect(holderOf()).toBe(ICCID)
    expect(published).toEqual([
      { type: 'SIM Added', iccid: ICCID, address: ADDRESS, by: 'inventory', run: 7 },
    ])
  })

  it('writes nothing where all is as asserted', async () => {
    const { sim, changes, codes, published } = await apply({ sims: [aStoredSim()] }, [entry])

    expect([changes, codes, published]).toEqual([[[]], [undefined], []])
    expect(sim()).toEqual(aStoredSim())
  })

  it('takes items that others wrote for as good as its own', async () => {
    const sims = [aStoredSim({ run: 0, revision: 0 })]

    expect((await apply({ sims }, [entry])).changes).toEqual([[]])
  })

  it.each([
    ['1nce', 'import', '1nce', []],
    ['operator', 'import', 'operator', []],
    [undefined, 'import', undefined, []],
    ['import', '1nce', '1nce', ['described']],
    ['1nce', 's3-csv', 's3-csv', ['described']],
  ])('leaves a SIM of %s that %s has too to %s', async (before, source, after, changed) => {
    const sims = [aStoredSim({ source: before })]

    const { sim, changes } = await apply({ sims }, [entry], { run: aRun({ source }) })

    expect(sim()?.source).toBe(after)
    expect(changes).toEqual([changed])
  })

  it.each([
    ['inventory', '1nce', 'active'],
    ['inventory', 'import', 'suspended'],
    ['inventory', 'operator', 'suspended'],
    ['import', 'import', 'active'],
    ['import', '1nce', 'suspended'],
    ['import', 'operator', 'suspended'],
    ['operator', '1nce', 'suspended'],
    ['operator', 'import', 'suspended'],
    ['operator', 'operator', 'suspended'],
  ] as const)(
    'leaves what %s suspended and %s lists as active: %s',
    async (suspendedBy, source, status) => {
      const sims = [aStoredSim({ status: 'suspended', suspendedBy })]
      const active: InventoryEntry = { ...entry, status: 'active' }

      const { sim } = await apply({ sims }, [active], { run: aRun({ source }) })

      expect(sim()?.status).toBe(status)
    },
  )

  it.each([
    ['inventory', '1nce', 'inventory'],
    ['inventory', 'import', 'import'],
    ['inventory', 'operator', 'operator'],
    ['import', '1nce', 'import'],
    ['import', 'import', 'import'],
    ['import', 'operator', 'operator'],
    ['operator', '1nce', 'operator'],
    ['operator', 'import', 'operator'],
    [undefined, 'import', 'operator'],
  ] as const)(
    'lets the stronger one have a suspension by %s that %s says again: %s',
    async (before, source, after) => {
      const by = {
        suspendedBy: before,
        suspendedSource: before === 'inventory' ? '1nce' : undefined,
      }
      const sims = [aStoredSim({ status: 'suspended', ...by })]
      const suspended: InventoryEntry = { ...entry, status: 'suspended' }

      const { sim, changes, ended, published } = await apply({ sims }, [suspended], {
        run: aRun({ source, number: 8 }),
      })

      expect(sim()).toMatchObject({ status: 'suspended', suspendedBy: after })
      expect(sim()?.suspendedSource).toBe(after === 'inventory' ? '1nce' : undefined)
      expect(changes).toEqual([before === after ? [] : ['described']])
      expect([ended, published]).toEqual([[], []])
    },
  )

  it.each<[string, readonly [string, 'active' | 'suspended', StoredSim['status']][]]>([
    [
      'after the inventory',
      [
        ['1nce', 'suspended', 'suspended'],
        ['import', 'suspended', 'suspended'],
        ['1nce', 'active', 'suspended'],
        ['import', 'active', 'active'],
      ],
    ],
    [
      'before the inventory, which suspends again what the import lifts',
      [
        ['import', 'suspended', 'suspended'],
        ['1nce', 'suspended', 'suspended'],
        ['1nce', 'active', 'suspended'],
        ['1nce', 'suspended', 'suspended'],
        ['import', 'active', 'active'],
        ['1nce', 'suspended', 'suspended'],
        ['1nce', 'active', 'active'],
      ],
    ],
  ])('keeps what an import suspended %s', async (_, said) => {
    const { ctx, memory } = inventoryContext({ sims: [aStoredSim()] })

    for (const [index, [source, status, after]] of said.entries()) {
      const run = aRun({ number: 10 + index, source })
      await applyEntries(ctx, run, [{ ...entry, status }])

      expect(memory.sims.get(ICCID)?.status).toBe(after)
    }
  })

  it('lets an import be the source of a SIM that was removed', async () => {
    const sims = [aStoredSim({ status: 'removed', address: undefined })]

    const { sim } = await apply({ sims }, [entry], { run: aRun({ source: 'import' }) })

    expect(sim()).toMatchObject({ status: 'active', source: 'import' })
  })

  it('moves a SIM and lets its old address name nobody', async () => {
    const moved = { ...entry, address: OTHER_ADDRESS }
    const { sim, holderOf, memory, published } = await apply({ sims: [aStoredSim()] }, [moved])

    expect(sim()?.address).toBe(OTHER_ADDRESS)
    expect([holderOf(OTHER_ADDRESS), holderOf()]).toEqual([ICCID, undefined])
    expect(memory.addresses.get(ADDRESS)?.expiresAt).toBe(NOW / 1000 + 7 * 86_400)
    expect(published).toMatchObject([{ type: 'SIM Moved', previousAddress: ADDRESS }])
  })

  it('takes an address from the SIM that had it, and tells of both', async () => {
    const sims = [aStoredSim({ iccid: OTHER_ICCID })]
    const { sim, holderOf, published } = await apply({ sims }, [entry])

    expect(holderOf()).toBe(ICCID)
    expect(sim(OTHER_ICCID)?.address).toBeUndefined()
    expect(published).toMatchObject([
      { type: 'SIM Added', iccid: ICCID },
      { type: 'SIM Moved', iccid: OTHER_ICCID, previousAddress: ADDRESS },
    ])
  })

  it('lets two SIMs swap their addresses', async () => {
    const sims = [aStoredSim(), aStoredSim({ iccid: OTHER_ICCID, address: OTHER_ADDRESS })]
    const { sim, holderOf, codes } = await apply({ sims }, [
      { iccid: ICCID, address: OTHER_ADDRESS },
      { iccid: OTHER_ICCID, address: ADDRESS },
    ])

    expect(codes).toEqual([undefined, undefined])
    expect([sim()?.address, sim(OTHER_ICCID)?.address]).toEqual([OTHER_ADDRESS, ADDRESS])
    expect([holderOf(OTHER_ADDRESS), holderOf()]).toEqual([ICCID, OTHER_ICCID])
  })

  it('finishes a move that a crash left half done', async () => {
    const addresses = [aStoredAddress({ iccid: OTHER_ICCID })]
    const { holderOf, changes } = await apply({ sims: [aStoredSim()], addresses }, [entry])

    expect(changes).toEqual([['moved']])
    expect(holderOf()).toBe(ICCID)
  })

  it('writes an address again that its SIM comes back to, lest somebody releases it', async () => {
    const sims = [aStoredSim({ address: OTHER_ADDRESS })]
    const { memory } = await apply({ sims, addresses: [aStoredAddress()] }, [entry])

    expect(memory.addresses.get(ADDRESS)).toEqual(aStoredAddress({ run: 7, revision: 2 }))
  })

  it('says only what an entry says', async () => {
    const sims = [aStoredSim({ imsi: '901405100000001', label: 'old', tokensValidFrom: 5 })]
    const { sim, changes } = await apply({ sims }, [{ ...entry, label: 'new' }])

    expect(changes).toEqual([['described']])
    expect(sim()).toMatchObject({ imsi: '901405100000001', label: 'new', tokensValidFrom: 5 })
  })

  it('tells of a failure that is no refusal only when nothing is under way any more, and of what was done', async () => {
    const { ctx, memory, published } = inventoryContext()
    const gate = Promise.withResolvers<void>()
    const denied = new Error('User is not authorized')
    const { putSim, putAddress } = ctx.store
    const store: InventoryStore = {
      ...ctx.store,
      putSim: async (next, seen) => {
        if (next.iccid === OTHER_ICCID) throw denied
        return putSim(next, seen)
      },
      putAddress: async (next, seen) => {
        await gate.promise
        return putAddress(next, seen)
      },
    }
    const other: InventoryEntry = { iccid: OTHER_ICCID, address: OTHER_ADDRESS }
    let settled = false
    const work = applyEntries({ ...ctx, store }, aRun(), [entry, other])
    const settling = work
      .catch(() => {})
      .finally(() => {
        settled = true
      })
    await setImmediate()

    expect(settled).toBe(false)
    gate.resolve()
    await expect(work).rejects.toBe(denied)
    await settling
    expect(memory.addresses.get(ADDRESS)?.iccid).toBe(ICCID)
    expect(published).toMatchObject([{ type: 'SIM Added', iccid: ICCID }])
  })

  describe('statuses', () => {
    const suspended = (suspendedBy?: StoredSim['suspendedBy']) =>
      aStoredSim({ status: 'suspended', suspendedBy })

    it.each<[string, StoredSim, InventoryEntry['status'], boolean, StoredSim['status']]>([
      ['suspends an active SIM', aStoredSim(), 'suspended', false, 'suspended'],
      ['resumes what an inventory suspended', suspended('inventory'), 'active', false, 'active'],
      ['leaves what the operator suspended', suspended('operator'), 'active', false, 'suspended'],
      ['leaves what was suspended by hand', suspended(), 'active', false, 'suspended'],
      ['resumes all if told so', suspended('operator'), 'active', true, 'active'],
      ['leaves it to who says nothing', suspended('inventory'), undefined, true, 'suspended'],
      [
        'believes who resumed by hand',
        { ...suspended('operator'), status: 'active' },
        'active',
        false,
        'active',
      ],
    ])('%s', async (_, before, status, resumes, after) => {
      const { sim } = await apply({ sims: [before] }, [{ ...entry, status }], { resumes })

      expect(sim()?.status).toBe(after)
    })

    it('ends the session of what it suspends, and keeps the mark for the second time', async () => {
      const sims = [aStoredSim()]
      const { sim, ended, published } = await apply({ sims }, [{ ...entry, status: 'suspended' }])

      expect(ended).toEqual([ICCID])
      expect(sim()).toMatchObject({ endsSession: true, suspendedBy: 'inventory' })
      expect(published).toMatchObject([{ type: 'SIM Suspended', by: 'inventory' }])
    })

    it('is not stopped by a session that cannot be ended now', async () => {
      const end = () => Promise.reject(new Error('throttled'))
      const world = { sims: [aStoredSim()], end }

      expect((await apply(world, [{ ...entry, status: 'suspended' }])).codes).toEqual([undefined])
    })

    const byOneNce = { suspendedBy: 'inventory', suspendedSource: '1nce' } as const

    it.each([
      ['another inventory', 's3-csv', 'active', 'suspended'],
      ['a file', 'import', 'active', 'suspended'],
      ['add', 'operator', 'active', 'suspended'],
      ['the same one without a word', '1nce', undefined, 'suspended'],
      ['the same one', '1nce', 'active', 'active'],
    ] as const)(
      'brings back a SIM that an inventory suspended and removed, by %s (%s, %s): %s',
      async (_, source, status, after) => {
        const { ctx, memory } = inventoryContext({
          sims: [aStoredSim({ status: 'suspended', ...byOneNce })],
        })
        await removeSim(ctx, aRun(), ICCID, 'inventory')
        const run = aRun({ number: 8, source })

        await applyEntries(ctx, run, [{ ...entry, status }])

        expect(memory.sims.get(ICCID)).toMatchObject({ status: after, address: ADDRESS })
        expect(memory.sims.get(ICCID)?.suspendedSource).toBe(
          after === 'active' ? undefined : '1nce',
        )
      },
    )

    it('leaves to an inventory what it suspended, until that one or the operator takes it back', async () => {
      const sims = [aStoredSim({ status: 'suspended', ...byOneNce })]
      const active = [{ ...entry, status: 'active' }] as const
      const suspended = [{ ...entry, status: 'suspended' }] as const
      const run = aRun({ source: 's3-csv' })

      expect((await apply({ sims }, active, { run })).sim()?.status).toBe('suspended')
      expect((await apply({ sims }, suspended, { run })).sim()).toMatchObject(byOneNce)
      expect((await apply({ sims }, active, { run, resumes: true })).sim()).toMatchObject({
        status: 'active',
        suspendedBy: undefined,
        suspendedSource: undefined,
      })
      expect((await apply({ sims }, active)).sim()?.status).toBe('active')
    })

    it('remembers which inventory suspended', async () => {
      const { sim } = await apply({ sims: [aStoredSim()] }, [{ ...entry, status: 'suspended' }])

      expect(sim()).toMatchObject(byOneNce)
    })

    it.each<[StoredSim['suspendedBy'], StoredSim['status']]>([
      ['operator', 'suspended'],
      [undefined, 'active'],
    ])('brings back a removed SIM that %s had suspended as %s', async (suspendedBy, status) => {
      const sims = [
        aStoredSim({
          status: 'removed',
          address: undefined,
          suspendedBy,
          tokensValidFrom: 9,
          expiresAt: 5,
        }),
      ]
      const { sim, changes } = await apply({ sims }, [{ ...entry, status: 'active' }])

      expect(changes).toEqual([['added']])
      expect(sim()).toMatchObject({ status, suspendedBy, tokensValidFrom: 9 })
      expect(sim()?.expiresAt).toBeUndefined()
    })
  })

  describe('order of runs', () => {
    it.each([
      ['the SIM', [aStoredSim({ run: 8, address: OTHER_ADDRESS })], undefined],
      ['the address', [], [aStoredAddress({ run: 8, iccid: OTHER_ICCID })]],
      ['the release of the address', [], [aStoredAddress({ run: 8, iccid: undefined })]],
      ['the removal', [aStoredSim({ run: 8, status: 'removed', address: undefined })], undefined],
    ])('leaves %s to a later run', async (_, sims, addresses) => {
      const { codes, memory } = await apply({ sims, addresses }, [entry])

      expect(codes).toEqual(['RUN_SUPERSEDED'])
      expect([...memory.sims.values()]).toEqual(sims)
    })

    it('leaves the address of a SIM to a later run that is about to pair the two', async () => {
      const later = aStoredSim({ iccid: OTHER_ICCID, run: 8 })
      const addresses = [aStoredAddress({ iccid: OTHER_ICCID })]
      const { sim, published } = await apply({ sims: [later], addresses }, [entry])

      expect(sim(OTHER_ICCID)).toEqual(later)
      expect(published).toMatchObject([{ type: 'SIM Added', iccid: ICCID }])
    })

    it('leaves an address to a later run that has paired it anew', async () => {
      const later = aStoredAddress({ address: OTHER_ADDRESS, run: 8 })
      const sims = [aStoredSim({ address: OTHER_ADDRESS })]
      const { memory } = await apply({ sims, addresses: [later] }, [entry])

      expect(memory.addresses.get(OTHER_ADDRESS)).toEqual(later)
    })

    it('has nothing to say against a later run that agrees', async () => {
      const { changes, codes } = await apply({ sims: [aStoredSim({ run: 8 })] }, [entry])

      expect([changes, codes]).toEqual([[[]], [undefined]])
    })

    it('writes again what an earlier active run could still undo, once', async () => {
      const run = aRun({ fence: 3 })
      const { sim, memory, changes, published } = await apply(
        { sims: [aStoredSim({ run: 3 })] },
        [entry],
        { run },
      )

      expect([changes, published]).toEqual([[['rewritten']], []])
      expect([sim()?.run, memory.addresses.get(ADDRESS)?.run]).toEqual([7, 7])
      expect((await apply({ sims: [aStoredSim({ run: 4 })] }, [entry], { run })).changes).toEqual([
        [],
      ])
    })

    it('writes nothing from its deadline on', async () => {
      const { codes, memory } = await apply({}, [entry], { run: aRun({ deadline: NOW }) })

      expect(codes).toEqual(['RUN_OVERDUE'])
      expect(memory.sims.size).toBe(0)
    })
  })

  describe('conflicts', () => {
    it.each([
      ['two addresses of a SIM', [entry, { ...entry, address: OTHER_ADDRESS }]],
      ['two SIMs of an address', [entry, { ...entry, iccid: OTHER_ICCID }]],
    ])('lets the first of %s stand', async (_, entries) => {
      const { codes, holderOf } = await apply({}, entries)

      expect(codes).toEqual([undefined, 'ENTRY_CONFLICT'])
      expect(holderOf()).toBe(ICCID)
    })

    it.each([
      ['two addresses of a SIM', { ...entry, address: OTHER_ADDRESS }],
      ['two SIMs of an address', { ...entry, iccid: OTHER_ICCID }],
    ])('lets the first of %s stand in two calls of a run too', async (_, second) => {
      const { ctx, memory } = inventoryContext()
      await applyEntries(ctx, aRun(), [entry])

      expect(await applyEntries(ctx, aRun(), [second])).toMatchObject([
        { changes: [], error: { code: 'ENTRY_CONFLICT' } },
      ])
      expect(memory.addresses.get(ADDRESS)?.iccid).toBe(ICCID)
    })

    it('takes the same entry twice', async () => {
      expect((await apply({}, [entry, entry])).codes).toEqual([undefined, undefined])
    })

    it('refuses the other form of the ICCID that has the address', async () => {
      const sims = [aStoredSim({ iccid: parseIccid(`${ICCID}0`) })]

      expect((await apply({ sims }, [entry])).codes).toEqual(['ICCID_FORM_CONFLICT'])
    })

    describe('of a SIM that comes in with the other form of its ICCID', () => {
      const old = parseIccid(`${ICCID}0`)
      const marker = (suspension: Partial<StoredSim> = {}) =>
        aStoredSim({ iccid: old, status: 'removed', address: undefined, ...suspension })
      const byOneNce = { suspendedBy: 'inventory', suspendedSource: '1nce' } as const

      it.each<[string, StoredSim, InventoryEntry['status'], string]>([
        ['in the inventory', aStoredSim({ iccid: old, address: OTHER_ADDRESS }), 'active', '1nce'],
        ['without an address', aStoredSim({ iccid: old, address: undefined }), 'suspended', '1nce'],
        [
          'removed, suspended by the operator',
          marker({ suspendedBy: 'operator' }),
          'active',
          '1nce',
        ],
        ['so, and listed as suspended', marker({ suspendedBy: 'operator' }), 'suspended', '1nce'],
        ['so, to be added by hand', marker({ suspendedBy: 'operator' }), 'active', 'operator'],
        ['suspended by an import', marker({ suspendedBy: 'import' }), 'active', '1nce'],
        ['suspended by another inventory', marker(byOneNce), 'active', 's3-csv'],
        ['so, listed without a word', marker(byOneNce), undefined, '1nce'],
      ])('refuses it where that is %s', async (_, stored, status, source) => {
        const run = aRun({ source })
        const { codes, memory } = await apply({ sims: [stored] }, [{ ...entry, status }], { run })

        expect(codes).toEqual(['ICCID_FORM_CONFLICT'])
        expect([...memory.sims.values()]).toEqual([stored])
        expect(memory.addresses.get(ADDRESS)).toBeUndefined()
      })

      it.each<[string, StoredSim, InventoryEntry['status'], boolean]>([
        ['removed, and not suspended', marker(), 'active', false],
        ['suspended by the inventory that takes it back', marker(byOneNce), 'active', false],
        ['suspended by the inventory that says so again', marker(byOneNce), 'suspended', false],
        ['suspended, and to be resumed', marker({ suspendedBy: 'operator' }), 'active', true],
      ])('takes it where that is %s', async (_, stored, status, resumes) => {
        const { changes, sim } = await apply({ sims: [stored] }, [{ ...entry, status }], {
          resumes,
        })

        expect(changes).toEqual([['added']])
        expect(sim()?.status).toBe(status)
      })

      it('is as careful where its own marker is left', async () => {
        const sims = [marker({ suspendedBy: 'operator' }), marker({ iccid: ICCID })]

        expect((await apply({ sims }, [entry])).codes).toEqual(['ICCID_FORM_CONFLICT'])
      })

      it('refuses the 18 digits where they are stored with their Luhn digit, and the other way round', async () => {
        const [short, long] = ['898828066600000000', '8988280666000000007'].map(parseIccid)
        for (const [one, other] of [
          [short, long],
          [long, short],
        ] as const) {
          const sims = [aStoredSim({ iccid: one, address: OTHER_ADDRESS })]
          const { codes } = await apply({ sims }, [{ ...entry, iccid: other ?? ICCID }])

          expect(codes).toEqual(['ICCID_FORM_CONFLICT'])
        }
      })

      it('refuses it where that cannot be read', async () => {
        const { ctx, memory } = inventoryContext()
        memory.corruptSims.add(old)

        expect(await applyEntries(ctx, aRun(), [entry])).toMatchObject([
          { changes: [], error: { code: 'STORE_CORRUPT' } },
        ])
      })

      it('leaves a SIM that is there in both forms as it is', async () => {
        const sims = [aStoredSim({ iccid: old, address: OTHER_ADDRESS }), aStoredSim()]
        const { codes, sim } = await apply({ sims }, [{ ...entry, status: 'suspended' }])

        expect([codes, sim()?.status]).toEqual([[undefined], 'suspended'])
      })

      it('says how the operator lets it in', async () => {
        const { ctx, memory } = inventoryContext({
          sims: [aStoredSim({ iccid: old, status: 'suspended', suspendedBy: 'operator', run: 0 })],
        })
        const add = async () => (await applyEntries(ctx, aRun(), [entry]))[0]?.error?.message

        expect(await add()).toMatch(new RegExp(`remove ${old} first`))
        await removeSim(ctx, aRun(), old, 'operator')
        expect(await add()).toMatch(new RegExp(`resume ${old} first`))
        await resumeSim(ctx, old)
        expect(await add()).toBeUndefined()
        expect(memory.sims.get(ICCID)).toMatchObject({ status: 'active', address: ADDRESS })
      })

      it('reads one item more of each new SIM, in the same calls, and none of those that are there', async () => {
        const { ctx } = inventoryContext({ sims: [aStoredSim()] })
        const read: (readonly string[])[] = []
        const store: InventoryStore = {
          ...ctx.store,
          findSims: (iccids, onCorrupt) => {
            read.push(iccids)
            return ctx.store.findSims(iccids, onCorrupt)
          },
        }
        const fresh = [OTHER_ICCID, parseIccid('8988280666000000003')]
        const entries = fresh.map((iccid) => ({ iccid }))
        await applyEntries({ ...ctx, store }, aRun(), [entry, ...entries])

        expect(read).toEqual([[ICCID, ...fresh], fresh.flatMap(otherFormsOf)])
      })
    })

    it('gives up after a few tries, and only on that entry', async () => {
      const { ctx } = inventoryContext()
      const store = {
        ...ctx.store,
        putSim: async (next: StoredSim, seen: StoredSim | undefined) =>
          next.iccid === OTHER_ICCID && ctx.store.putSim(next, seen),
      }
      const entries = [entry, { iccid: OTHER_ICCID, address: OTHER_ADDRESS }]
      const results = await applyEntries({ ...ctx, store }, aRun(), entries)

      expect(results).toMatchObject([
        { changes: [], error: { code: 'STORE_BUSY' } },
        { changes: ['added'], error: undefined },
      ])
    })
  })
})
