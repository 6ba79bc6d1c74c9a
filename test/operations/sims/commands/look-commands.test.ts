import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import {
  type CsvRow,
  readInventoryCsv,
} from '../../../../lambdas/adapters/inventory-csv/read-inventory-csv.ts'
import { exportCommand } from '../../../../operations/sims/commands/export-command.ts'
import { listCommand } from '../../../../operations/sims/commands/list-command.ts'
import { showCommand } from '../../../../operations/sims/commands/show-command.ts'
import { syncCommand } from '../../../../operations/sims/commands/sync-command.ts'
import { aStoredAddress, aStoredSim } from '../../../support/inventory-context.ts'
import { addressOf, createCommandBench, iccidOf, sims } from '../support/command-bench.ts'

const iccidsIn = (text: string): string[] => text.match(/\d{19}/g) ?? []

const readCsv = async (text: string): Promise<CsvRow[]> => {
  const rows: CsvRow[] = []
  const bytes = (async function* () {
    yield Buffer.from(text)
  })()
  for await (const row of readInventoryCsv(bytes)) rows.push(row)
  return rows
}

const FLEET = [
  aStoredSim({ iccid: iccidOf(0), address: addressOf(0), label: 'pump \x1b[2J' }),
  aStoredSim({
    iccid: iccidOf(1),
    address: addressOf(1),
    status: 'suspended',
    suspendedBy: 'inventory',
  }),
  aStoredSim({ iccid: iccidOf(2), address: undefined, source: 'import' }),
  aStoredSim({ iccid: iccidOf(3), address: undefined, status: 'removed' }),
]

describe('list', () => {
  it.each<[string, string[], number[]]>([
    ['all but those removed', [], [0, 1, 2]],
    ['by status', ['--status', 'suspended'], [1]],
    ['those removed', ['--status', 'removed'], [3]],
    ['by source', ['--source', 'import'], [2]],
    ['by address', ['--address', addressOf(1)], [1]],
    ['by network', ['--address', '10.2.0.0/31'], [0]],
    ['by all of a family', ['--address', '0.0.0.0/0'], [0, 1]],
    ['by another family', ['--address', '::/0'], []],
  ])('lists %s', async (_, flags, expected) => {
    const bench = createCommandBench({ sims: FLEET })

    expect(await bench.run(listCommand, ...flags)).toBe(0)
    expect(iccidsIn(bench.stdout())).toEqual(expected.map(iccidOf))
  })

  it('escapes in JSON what steers a terminal, and loses nothing of it', async () => {
    const label = 'a\u202eb\u009b2J'
    const bench = createCommandBench({ sims: sims(1, { label }) })

    await bench.run(listCommand, '--json')

    expect(bench.stdout()).toContain('a\\u202eb\\u009b2J')
    expect(JSON.parse(bench.stdout()).label).toBe(label)
  })

  it('prints nothing that steers a terminal', async () => {
    const bench = createCommandBench({ sims: FLEET })

    await bench.run(listCommand)

    expect(bench.stdout()).toContain('pump ?[2J')
    expect(bench.stdout()).not.toContain('\x1b')
  })

  it('writes one JSON object a line', async () => {
    const bench = createCommandBench({ sims: FLEET })

    await bench.run(listCommand, '--json')

    const lines = bench.stdout().trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).iccid)).toEqual([0, 1, 2].map(iccidOf))
  })

  it('says on stderr that there is none, and to scripts nothing', async () => {
    const people = createCommandBench({ sims: FLEET })
    const scripts = createCommandBench({ sims: FLEET })

    expect(await people.run(listCommand, '--source', 'nonsense')).toBe(0)
    await scripts.run(listCommand, '--source', 'nonsense', '--json')

    expect(people.stdout()).toBe('')
    expect(people.notes).toEqual(['no such SIM'])
    expect(scripts.notes).toEqual([])
  })

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', 'x'])(
    'refuses the network %s',
    async (network) => {
      const bench = createCommandBench({ sims: FLEET })

      await expect(bench.run(listCommand, '--address', network)).rejects.toThrow('expected')
    },
  )
})

describe('show', () => {
  it('takes the word after --local for what it is', async () => {
    const bench = createCommandBench({ sims: sims(2) })

    expect(await bench.run(showCommand, '--local', iccidOf(1))).toBe(0)
    expect(bench.stdout()).toContain(iccidOf(1))
  })

  it.each([iccidOf(1), addressOf(1)])('finds a SIM by %s', async (given) => {
    const bench = createCommandBench({ sims: FLEET })

    expect(await bench.run(showCommand, given)).toBe(0)
    expect(bench.stdout()).toContain(iccidOf(1))
    expect(bench.stdout()).toContain('suspended by inventory')
    expect(bench.notes).toEqual([])
  })

  it.each([1e15, -1e15, 1.5])('shows the time %d of a table that others wrote', async (time) => {
    const bench = createCommandBench({ sims: sims(1, { tokensValidFrom: time }) })

    expect(await bench.run(showCommand, iccidOf(0))).toBe(0)
    expect(bench.stdout()).toMatch(/tokens valid from {2}\S/)
  })

  it('says when the address names another SIM', async () => {
    const bench = createCommandBench({
      sims: sims(1),
      addresses: [aStoredAddress({ address: addressOf(0), iccid: iccidOf(9) })],
    })

    await bench.run(showCommand, iccidOf(0))

    expect(bench.notes[0]).toContain(`names ${iccidOf(9)}`)
  })

  it.each([
    ['8988280666999999999', 'SIM_UNKNOWN'],
    ['10.9.9.9', 'ADDRESS_UNKNOWN'],
    ['pump', 'INVALID_ADDRESS'],
  ])('refuses %s', async (given, code) => {
    const bench = createCommandBench({ sims: FLEET })

    await expect(bench.run(showCommand, given)).rejects.toMatchObject({ code })
  })
})

describe.each([
  ['list', listCommand],
  ['export', exportCommand],
] as const)('%s', (_, command) => {
  it('tells of a SIM that cannot be read, and goes on with the others', async () => {
    const bench = createCommandBench({ sims: sims(3) })
    bench.memory.corruptSims.add(iccidOf(1))

    expect(await bench.run(command)).toBe(3)
    expect(bench.stdout()).toContain(iccidOf(0))
    expect(bench.stdout()).not.toContain(iccidOf(1))
    expect(bench.stdout()).toContain(iccidOf(2))
    expect(bench.notes).toEqual([expect.stringMatching(`^STORE_CORRUPT: .*${iccidOf(1)}`)])
  })
})

describe('export', () => {
  it('does not offer what it refuses', () => {
    const help = exportCommand(createCommandBench().session, () => {}).helpInformation()

    expect(help).toContain('--out')
    expect(help).not.toContain('--json')
  })

  const LABELS = [
    '=1+1',
    'a;=cmd()',
    'a,"b"',
    "'=x",
    '@x',
    'M\xfcller',
    '-5 \xb0C',
    '  x',
    undefined,
  ]
  const fleet = LABELS.map((label, index) =>
    aStoredSim({
      iccid: iccidOf(index),
      address: addressOf(index),
      imsi: '901405100000018',
      label,
    }),
  )

  it('refuses to be JSON', async () => {
    await expect(createCommandBench().run(exportCommand, '--json')).rejects.toThrow('list --json')
  })

  it('writes what the import reads, and leaves out what was removed', async () => {
    const removed = aStoredSim({ iccid: iccidOf(50), address: undefined, status: 'removed' })
    const bench = createCommandBench({ sims: [...fleet, removed] })

    expect(await bench.run(exportCommand)).toBe(0)
    const rows = await readCsv(bench.stdout())

    const entries = rows.map((row) => ('entry' in row ? row.entry : row))
    expect(entries).toEqual(
      fleet.map(({ iccid, address, imsi, label, status }) => ({
        iccid,
        address,
        imsi,
        msisdn: undefined,
        label: label?.trim(),
        status,
      })),
    )
  })

  it('writes no cell that a spreadsheet would run, whatever it takes for the delimiter', async () => {
    const bench = createCommandBench({ sims: fleet })

    await bench.run(exportCommand)

    const cells = bench.stdout().split(/[,;\t\n]/)
    expect(cells.filter((cell) => /^["\s]*[=+\-@]/.test(cell))).toEqual([])
  })
})

describe('export of a number that somebody else has written', () => {
  it.each([
    ['=HYPERLINK("http://evil","x")'],
    ["+cmd|' /C calc'!A0"],
    ['=1+1'],
    ['1;=1+1'],
    ['\n@x'],
    ['\t=1+1'],
    ['\ufeff=1'],
  ])('writes %j so that no spreadsheet runs it', async (text) => {
    const bench = createCommandBench({ sims: sims(1, { imsi: text, msisdn: text }) })

    await bench.run(exportCommand)

    const cells = bench.stdout().split(/[,;|\t\n]/)
    expect(cells.filter((cell) => /^["\s\ufeff]*[=+\-@]/.test(cell))).toEqual([])
  })

  it('writes a number with a plus so that the import takes it', async () => {
    const bench = createCommandBench({ sims: sims(1, { msisdn: '+4915112345678' }) })
    await bench.run(exportCommand)

    const rows = await readCsv(bench.stdout())

    expect(rows).toMatchObject([{ entry: { iccid: iccidOf(0), msisdn: '4915112345678' } }])
  })
})

describe('export of a label that somebody else has written', () => {
  it.each([
    ['a\u202eb', 'ab'],
    ['two\nlines', 'two lines'],
    [`=${'😀'.repeat(300)}`, `=${'😀'.repeat(255)}`],
    ['half \ud83d', 'half'],
  ])('writes %j so that the import takes it', async (label, expected) => {
    const bench = createCommandBench({ sims: sims(1, { label }) })
    await bench.run(exportCommand)

    const rows = await readCsv(bench.stdout())

    expect(rows).toMatchObject([{ entry: { iccid: iccidOf(0), label: expected } }])
    expect(rows[0]).not.toHaveProperty('labelFault')
  })
})

describe('sync', () => {
  it.each([
    ['applied', 0],
    ['held', 3],
    ['failed', 1],
  ])('exits for a sync that was %s with %i', async (outcome, expected) => {
    const syncAnswer = JSON.stringify({ outcome, run: 7, counts: { added: 2 } })
    const bench = createCommandBench({ syncAnswer })

    expect(await bench.run(syncCommand, '--json')).toBe(expected)
    expect(JSON.parse(bench.stdout())).toEqual(JSON.parse(syncAnswer))
    expect(bench.events).toEqual([{}])
  })

  it('says what a sync did, and what to do about one that was held', async () => {
    const syncAnswer = JSON.stringify({
      source: '1nce',
      run: 9,
      outcome: 'held',
      reason: 'SYNC_HELD',
      detail: 'expected less',
      durationMs: 1618,
      counts: { listed: 20, added: 0, refused: 1 },
      held: {
        run: 7,
        losses: 5,
        sims: [
          { iccid: iccidOf(1), kind: 'removed' },
          { iccid: iccidOf(2), kind: 'displaced', to: iccidOf(3) },
          { iccid: iccidOf(4), kind: 'another\u001b' },
          { iccid: iccidOf(5), kind: 'moved', address: addressOf(9) },
        ],
      },
      problems: [{ iccid: '8988280666000000001', code: 'STORE_CORRUPT', message: 'a\u001bb' }],
    })
    const bench = createCommandBench({ syncAnswer })

    await bench.run(syncCommand)

    expect(bench.stdout().split('\n')).toEqual([
      'held: 1nce, run 9, 1.6 s',
      '         20  listed',
      '          1  refused',
      '8988280666000000001: STORE_CORRUPT: a?b',
      'SYNC_HELD: expected less',
      '5 SIMs would lose their access or their address:',
      `  ${iccidOf(1)}   removed`,
      `  ${iccidOf(2)}   its address goes to ${iccidOf(3)}`,
      `  ${iccidOf(4)}   another?`,
      `  ${iccidOf(5)}   gets another address, ${addressOf(9)}`,
      '  and 1 more',
      'if the inventory is right, apply it with: npm run sims -- sync --confirm 7 --stage test',
      '',
    ])
  })

  it('offers nothing to confirm after a sync that failed', async () => {
    const syncAnswer = JSON.stringify({
      outcome: 'failed',
      reason: 'INVENTORY_MALFORMED',
      held: { run: 7, losses: 1, sims: [{ iccid: iccidOf(1), kind: 'removed' }] },
    })
    const bench = createCommandBench({ syncAnswer })

    await bench.run(syncCommand)

    expect(bench.stdout()).toBe('failed: the inventory\nINVENTORY_MALFORMED: \n')
  })

  it('says that it was not what was confirmed', async () => {
    const syncAnswer = JSON.stringify({ outcome: 'held', held: { run: 4, losses: 1 } })
    const bench = createCommandBench({ syncAnswer })

    expect(await bench.run(syncCommand, '--confirm', '999')).toBe(3)
    expect(bench.notes).toEqual([
      'run 999 is not what is held now: look at what would be lost, and confirm run 4',
    ])
  })

  it('exits with 3 for one that is applied but for some SIMs', async () => {
    const problems = [{ iccid: iccidOf(1), code: 'INVALID_STATUS', message: 'expected another' }]
    const bench = createCommandBench({
      syncAnswer: JSON.stringify({ outcome: 'applied', problems }),
    })

    expect(await bench.run(syncCommand)).toBe(3)
  })

  it('confirms a run', async () => {
    const bench = createCommandBench({ syncAnswer: '{"outcome":"applied"}' })

    await bench.run(syncCommand, '--confirm', '17')

    expect(bench.events).toEqual([{ confirmRun: 17 }])
  })

  it.each(['x', '-1', '1.5', ''])('refuses the run %j', async (run) => {
    const bench = createCommandBench()

    await expect(bench.run(syncCommand, `--confirm=${run}`)).rejects.toThrow('number of a run')
    expect(bench.events).toEqual([])
  })
})
