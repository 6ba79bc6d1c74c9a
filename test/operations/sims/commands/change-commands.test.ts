import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../domain/errors.ts'
import type { Iccid } from '../../../../domain/iccid.ts'
import type { InventoryStore } from '../../../../domain/inventory/ports.ts'
import { addCommand } from '../../../../operations/sims/commands/add-command.ts'
import { moveCommand } from '../../../../operations/sims/commands/move-command.ts'
import { removeCommand } from '../../../../operations/sims/commands/remove-command.ts'
import { revokeCommand } from '../../../../operations/sims/commands/revoke-command.ts'
import {
  resumeCommand,
  suspendCommand,
} from '../../../../operations/sims/commands/suspend-command.ts'
import { NOW } from '../../../support/inventory-context.ts'
import { addressOf, createCommandBench, iccidOf, sims } from '../support/command-bench.ts'

const STRANGER = '8988280666999999999'
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('suspend', () => {
  it('suspends, ends sessions at once, and once more when nobody can be between', async () => {
    const bench = createCommandBench({ sims: sims(2) })

    const exit = await bench.run(suspendCommand, iccidOf(0), iccidOf(1))

    expect(exit).toBe(0)
    expect(bench.memory.sims.get(iccidOf(0))).toMatchObject({
      status: 'suspended',
      suspendedBy: 'operator',
      endsSession: false,
    })
    expect(bench.slept).toEqual([6000])
    expect(bench.ended.filter((iccid) => iccid === iccidOf(0))).toHaveLength(2)
    expect(bench.ended.filter((iccid) => iccid === iccidOf(1))).toHaveLength(2)
  })

  it('reads a list from stdin, and goes on after one that it does not know', async () => {
    const stdin = [`  ${iccidOf(0)} `, '', STRANGER, 'nonsense', iccidOf(1)]
    const bench = createCommandBench({ sims: sims(2), stdin })

    const exit = await bench.run(suspendCommand, '-', '--json')

    expect(exit).toBe(3)
    const lines = jsonLines(bench.stdout())
    expect(lines.filter(({ status }) => status === 'suspended')).toHaveLength(2)
    expect(
      lines
        .filter(({ error }) => error)
        .map(({ error }) => error.code)
        .sort(),
    ).toEqual(['INVALID_ICCID', 'SIM_UNKNOWN'])
  })

  it('refuses an empty list, which a script may have made by mistake', async () => {
    const bench = createCommandBench({ sims: sims(1), stdin: ['', '  '] })

    await expect(bench.run(suspendCommand, '-')).rejects.toThrow('at least one ICCID')
  })

  it('fails when it suspended none', async () => {
    const bench = createCommandBench()

    expect(await bench.run(suspendCommand, STRANGER)).toBe(1)
    expect(bench.notes.join()).toContain('SIM_UNKNOWN')
    expect(bench.slept).toEqual([])
  })
})

describe.each([
  ['suspend', suspendCommand, [], 'SIM Suspended', 'active'],
  ['resume', resumeCommand, [], 'SIM Resumed', 'suspended'],
  ['revoke', revokeCommand, [], 'SIM Tokens Revoked', 'active'],
  ['remove', removeCommand, ['--yes'], 'SIM Removed', 'active'],
] as const)('%s, to those who listen', (_, command, flags, type, status) => {
  it('tells each SIM, and in the end their sum once', async () => {
    const stdin = sims(30).map(({ iccid }) => iccid)
    const bench = createCommandBench({ sims: sims(30, { status }), stdin })

    expect(await bench.run(command, '-', ...flags)).toBe(0)

    const types = bench.published.map((event) => event.type)
    expect(types).toEqual([...stdin.map(() => type), 'SIM Changes'])
    expect(bench.published.at(-1)).toMatchObject({ source: 'operator', counts: { [type]: 30 } })
  })

  it('tells nothing of SIMs that it does not know', async () => {
    const bench = createCommandBench()

    await bench.run(command, STRANGER, ...flags)

    expect(bench.published).toEqual([])
  })
})

describe.each([
  ['suspend', suspendCommand, []],
  ['revoke', revokeCommand, []],
  ['remove', removeCommand, ['--yes']],
] as const)('%s, while IoT Core is away', (_, command, flags) => {
  const away = new Error('IoT Core is away')

  it('says that sessions are open, and ends them when it is run again', async () => {
    let isAway = true
    const end = async () => {
      if (isAway) throw away
    }
    const bench = createCommandBench({ sims: sims(1), end })

    expect(await bench.run(command, iccidOf(0), ...flags)).toBe(3)
    expect(bench.stdout()).toContain(iccidOf(0))
    expect(bench.notes.join()).toContain('some sessions may still be open')
    expect(bench.ended).toHaveLength(2)
    expect(bench.memory.sims.get(iccidOf(0))?.endsSession).toBe(true)
    isAway = false

    expect(await bench.run(command, iccidOf(0), ...flags)).toBe(0)
    expect(bench.memory.sims.get(iccidOf(0))?.endsSession).toBe(false)
  })

  it('ends a session that only the first try could not end', async () => {
    let tries = 0
    const end = async () => {
      tries += 1
      if (tries === 1) throw away
    }
    const bench = createCommandBench({ sims: sims(1), end })

    expect(await bench.run(command, iccidOf(0), ...flags)).toBe(0)
    expect(bench.memory.sims.get(iccidOf(0))?.endsSession).toBe(false)
  })
})

describe('resume', () => {
  it('takes back what the operator suspended', async () => {
    const suspended = sims(1, { status: 'suspended', suspendedBy: 'operator' })
    const bench = createCommandBench({ sims: suspended })

    expect(await bench.run(resumeCommand, iccidOf(0))).toBe(0)
    expect(bench.memory.sims.get(iccidOf(0))?.status).toBe('active')
  })
})

describe('resume of a SIM that an inventory lists', () => {
  it('says how long it lasts', async () => {
    const bench = createCommandBench({
      sims: sims(2, { status: 'suspended', suspendedBy: 'inventory', source: '1nce' }),
    })

    expect(await bench.run(resumeCommand, iccidOf(0))).toBe(0)
    expect(bench.notes).toEqual([
      `${iccidOf(0)} is listed by 1nce: its next sync suspends it again if the inventory still says so`,
    ])
  })

  it('says nothing of one that stays removed', async () => {
    const bench = createCommandBench({
      sims: sims(1, { status: 'removed', suspendedBy: 'operator', address: undefined }),
    })

    await bench.run(resumeCommand, iccidOf(0))

    expect(bench.notes).toEqual([])
  })

  it('says nothing where only the operator had suspended it, which no sync does again', async () => {
    const bench = createCommandBench({
      sims: sims(1, { status: 'suspended', suspendedBy: 'operator', source: 'operator' }),
    })

    await bench.run(resumeCommand, iccidOf(0))

    expect(bench.notes).toEqual([])
  })
})

describe('what a change prints', () => {
  it.each([
    ['suspend', suspendCommand],
    ['revoke', revokeCommand],
    ['remove', removeCommand],
  ] as const)('%s says nothing of a session that is only ended later', async (name, command) => {
    const bench = createCommandBench({ sims: sims(1) })
    const flags = name === 'remove' ? ['--yes'] : []

    await bench.run(command, iccidOf(0), '--json', ...flags)

    expect(JSON.parse(bench.stdout())).toMatchObject({ iccid: iccidOf(0) })
    expect(JSON.parse(bench.stdout())).not.toHaveProperty('endsSession')
  })

  it('revoke says which tokens are refused', async () => {
    const bench = createCommandBench({ sims: sims(1) })

    await bench.run(revokeCommand, iccidOf(0), '--before', '2026-11-21T10:00:00Z')

    expect(bench.stdout()).toContain('tokens issued before 2026-11-21T10:00:00Z are refused')
  })
})

describe('revoke', () => {
  it.each([
    ['2026-11-21T10:00:00Z', Date.UTC(2026, 10, 21, 10) / 1000],
    ['2026-11-21T10:00:00.001+00:00', Date.UTC(2026, 10, 21, 10) / 1000 + 1],
    ['1763719200', 1763719200],
  ])('revokes what was issued before %s', async (time, seconds) => {
    const bench = createCommandBench({ sims: sims(1) })

    expect(await bench.run(revokeCommand, iccidOf(0), '--before', time)).toBe(0)
    expect(bench.memory.sims.get(iccidOf(0))?.tokensValidFrom).toBe(seconds)
  })

  it('revokes all until now without a time', async () => {
    const bench = createCommandBench({ sims: sims(1) })

    await bench.run(revokeCommand, iccidOf(0))

    expect(bench.memory.sims.get(iccidOf(0))?.tokensValidFrom).toBe(NOW / 1000 + 1)
    expect(bench.memory.sims.get(iccidOf(0))?.status).toBe('active')
  })

  it.each(['yesterday', '2026-11-21T10:00:00', '2026-13-01', '', '-5'])(
    'refuses the time %j',
    async (time) => {
      const bench = createCommandBench({ sims: sims(1) })

      await expect(bench.run(revokeCommand, iccidOf(0), `--before=${time}`)).rejects.toThrow(
        'expected a time such as',
      )
    },
  )
})

describe('remove', () => {
  it('asks nothing about what is no ICCID', async () => {
    const bench = createCommandBench({ sims: sims(1), answer: 'remove' })

    await expect(bench.run(removeCommand, '\u001b[2K\rRemoves nothing')).rejects.toMatchObject({
      code: 'INVALID_ICCID',
    })
    expect(bench.questions).toEqual([])
  })

  it.each([
    ['another word', 'yes', 1],
    ['Ctrl-C', '^C', 130],
  ])('asks first, and removes nothing after %s', async (_, answer, exit) => {
    const bench = createCommandBench({ sims: sims(1), answer })

    expect(await bench.run(removeCommand, iccidOf(0))).toBe(exit)
    expect(bench.notes).toEqual(['nothing was removed'])
    expect(bench.questions[0]).toContain(iccidOf(0))
    expect(bench.questions[0]).toContain('simpass-test-identity')
    expect(bench.memory.sims.get(iccidOf(0))?.status).toBe('active')
  })

  it.each([
    ['when it was told so', { answer: 'remove' }, []],
    ['without asking', {}, ['--yes']],
  ])('removes %s', async (_, settings, flags) => {
    const bench = createCommandBench({ sims: sims(1), ...settings })

    expect(await bench.run(removeCommand, iccidOf(0), ...flags)).toBe(0)
    expect(bench.memory.sims.get(iccidOf(0))?.status).toBe('removed')
    expect(bench.memory.addresses.get(addressOf(0))?.iccid).toBeUndefined()
    expect(bench.ended).toContain(iccidOf(0))
  })

  it.each([
    ['nobody is there', {}, iccidOf(0)],
    ['stdin is the list', { answer: 'remove' }, '-'],
  ])('demands --yes when %s', async (_, settings, argument) => {
    const bench = createCommandBench({ sims: sims(1), ...settings })

    await expect(bench.run(removeCommand, argument)).rejects.toThrow('expected --yes')
  })
})

describe.each([
  ['move', moveCommand, ['10.9.9.9']],
  ['remove', removeCommand, ['--yes']],
] as const)('%s, of a SIM that an inventory lists', (_, command, rest) => {
  it.each([
    ['1nce', true],
    ['import', false],
    ['operator', false],
    [undefined, false],
  ])('says whether a sync of %s puts it back: %s', async (source, isTold) => {
    const bench = createCommandBench({ sims: sims(1, { source }) })

    await bench.run(command, iccidOf(0), ...rest)

    expect(bench.notes.join().includes('its next sync puts back')).toBe(isTold)
  })
})

describe('a run of the operator', () => {
  it('is left to its deadline when a write was not answered', async () => {
    const bench = createCommandBench({ sims: sims(2) })
    bench.memory.store.putSim = async () => {
      throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
    }

    expect(await bench.run(removeCommand, iccidOf(0), '--yes')).toBe(1)
    expect(await bench.ctx.runs.start({ source: 'import', lifetimeMs: 1 })).toMatchObject({
      fence: 1,
    })
  })
})

describe('move', () => {
  it('gives a SIM another address', async () => {
    const bench = createCommandBench({ sims: sims(1) })

    expect(await bench.run(moveCommand, iccidOf(0), '2001:DB8::7', '--json')).toBe(0)
    expect(JSON.parse(bench.stdout())).toMatchObject({ iccid: iccidOf(0), address: '2001:db8::7' })
    expect(bench.published).toMatchObject([
      { type: 'SIM Moved' },
      { type: 'SIM Changes', source: 'operator', run: 1, counts: { 'SIM Moved': 1 } },
    ])
  })

  it('takes the address of another SIM only when it is told to', async () => {
    const bench = createCommandBench({ sims: sims(2) })

    await expect(bench.run(moveCommand, iccidOf(0), addressOf(1))).rejects.toMatchObject({
      code: 'ADDRESS_TAKEN',
    })
    expect(await bench.run(moveCommand, iccidOf(0), addressOf(1), '--displace')).toBe(0)
    expect(bench.memory.sims.get(iccidOf(1))?.address).toBeUndefined()
  })

  it.each([
    ['text', [], (text: string) => text],
    ['JSON', ['--json'], (text: string) => JSON.parse(text).displaced],
  ])('says as %s whom it took the address from', async (_, flags, read) => {
    const bench = createCommandBench({ sims: sims(2, { source: 'operator' }) })

    await bench.run(moveCommand, iccidOf(0), addressOf(1), '--displace', ...flags)

    expect(bench.notes.join()).toContain(`${iccidOf(1)} had ${addressOf(1)} and has no address now`)
    expect(read(bench.stdout())).toContain(flags.length > 0 ? iccidOf(1) : iccidOf(0))
  })

  it('says nothing of others when the address was free', async () => {
    const bench = createCommandBench({ sims: sims(2, { source: 'operator' }) })

    await bench.run(moveCommand, iccidOf(0), addressOf(7), '--displace', '--json')

    expect(bench.notes).toEqual([])
    expect(JSON.parse(bench.stdout())).not.toHaveProperty('displaced')
  })

  it('takes the address away', async () => {
    const bench = createCommandBench({ sims: sims(1) })

    await bench.run(moveCommand, iccidOf(0), 'none')

    expect(bench.memory.sims.get(iccidOf(0))?.address).toBeUndefined()
  })
})

describe('add', () => {
  /** With a store that others get in between. */
  const addWith = (
    { session, ctx }: ReturnType<typeof createCommandBench>,
    store: InventoryStore,
    iccid: Iccid,
  ) => {
    const open: typeof session.open = async (flags) => ({
      ...(await session.open(flags)),
      ctx: { ...ctx, store },
    })
    return addCommand({ ...session, open }, () => {})
      .exitOverride()
      .parseAsync(['--stage', 'test', iccid, addressOf(5)], { from: 'user' })
  }

  it('puts a SIM into the inventory', async () => {
    const bench = createCommandBench()

    const exit = await bench.run(
      addCommand,
      iccidOf(5),
      addressOf(5),
      '--label',
      'pump 5',
      '--msisdn',
      '+882285100000018',
      '--json',
    )

    expect(exit).toBe(0)
    expect(JSON.parse(bench.stdout())).toMatchObject({
      iccid: iccidOf(5),
      address: addressOf(5),
      status: 'active',
      label: 'pump 5',
      msisdn: '882285100000018',
      source: 'operator',
    })
    expect(bench.published).toMatchObject([
      { type: 'SIM Added' },
      { type: 'SIM Changes', source: 'operator', run: 1, counts: { 'SIM Added': 1 } },
    ])
  })

  it.each([
    ['a SIM that is elsewhere', iccidOf(0), addressOf(7), 'SIM_EXISTS'],
    ['an address that another SIM has', iccidOf(7), addressOf(0), 'ADDRESS_TAKEN'],
    ['no ICCID', '123', addressOf(7), 'INVALID_ICCID'],
    ['no address', iccidOf(7), 'host', 'INVALID_ADDRESS'],
  ])('refuses %s', async (_, iccid, address, code) => {
    const bench = createCommandBench({ sims: sims(1) })

    await expect(bench.run(addCommand, iccid, address)).rejects.toMatchObject({ code })
    expect(bench.memory.sims.size).toBe(1)
  })

  it('gives a free address to one of two that are added at the same time, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const bench = createCommandBench()
        const { store } = bench.ctx
        const scheduled = {
          ...store,
          findSims: scheduler.scheduleFunction(store.findSims),
          findAddresses: scheduler.scheduleFunction(store.findAddresses),
          putSim: scheduler.scheduleFunction(store.putSim),
          putAddress: scheduler.scheduleFunction(store.putAddress),
        }
        const iccids = [iccidOf(5), iccidOf(6)]
        const added = await scheduler.waitFor(
          Promise.allSettled(iccids.map((iccid) => addWith(bench, scheduled, iccid))),
        )

        const done = iccids.filter((_, index) => added[index]?.status === 'fulfilled')
        expect(done).toEqual([bench.memory.addresses.get(addressOf(5))?.iccid])
        const [holder = iccidOf(0)] = done
        expect(bench.memory.sims.get(holder)?.address).toBe(addressOf(5))
      }),
      { numRuns: 300 },
    )
  })

  it('says that a SIM was added whose address another one got meanwhile', async () => {
    const bench = createCommandBench()
    const { putAddress } = bench.ctx.store
    const store: InventoryStore = {
      ...bench.ctx.store,
      putAddress: async (next, seen) => {
        if (next.iccid === iccidOf(5)) await bench.run(addCommand, iccidOf(6), addressOf(5))
        return putAddress(next, seen)
      },
    }

    await expect(addWith(bench, store, iccidOf(5))).rejects.toMatchObject({
      code: 'RUN_SUPERSEDED',
    })
    expect(bench.notes).toEqual([
      `${iccidOf(5)} is in the inventory now, but ${addressOf(5)} may not name it: look with show, then move or remove it`,
    ])
  })
})
