import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../../../domain/errors.ts'
import type { Iccid } from '../../../../domain/iccid.ts'
import type { InventoryStore } from '../../../../domain/inventory/ports.ts'
import type { Checkpoint, Checkpoints } from '../../../../operations/sims/import/checkpoint.ts'
import { type ImportOptions, importFile } from '../../../../operations/sims/import/import-file.ts'
import type { RowProblem } from '../../../../operations/sims/import/row-problem.ts'
import { silentProgress } from '../../../../operations/sims/progress.ts'
import { inventoryContext, NOW } from '../../../support/inventory-context.ts'

const WRITING: ImportOptions = { isDryRun: false, resumes: false, isFromStart: false }

const iccid = (index: number): string => `89882806660001${10_001 + index}`
const address = (index: number): string => `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`
const row = (index: number, rest = ''): string => `${iccid(index)},${address(index)}${rest}`
const table = (rows: readonly string[], header = 'iccid,address'): string =>
  `${header}\n${rows.join('\n')}\n`
const rows = (count: number): string[] => Array.from({ length: count }, (_, index) => row(index))

const memoryCheckpoints = () => {
  const kept = new Map<string, Checkpoint>()
  const history: number[] = []
  const checkpoints: Checkpoints = {
    find: async (sha256) => kept.get(sha256),
    put: async (sha256, checkpoint) => {
      history.push(checkpoint.line)
      kept.set(sha256, checkpoint)
    },
    remove: async (sha256) => {
      kept.delete(sha256)
    },
  }
  return { checkpoints, kept, history }
}

const fileOf = (text: () => string) => ({
  open: async function* () {
    yield Buffer.from(text())
  },
  size: text().length,
  iccidForm: 'iccid' as const,
})

const createBench = () => {
  const inventory = inventoryContext()
  const saved = memoryCheckpoints()
  const problems: RowProblem[] = []
  const said: string[] = []
  let writes = 0
  let stop = new AbortController()
  const counted =
    (call: InventoryStore['putSim']): InventoryStore['putSim'] =>
    async (...args) => {
      writes += 1
      return call(...args)
    }
  const store = {
    ...inventory.ctx.store,
    putSim: counted((...args) => inventory.memory.store.putSim(...args)),
  }
  const run = (text: string | (() => string), options: Partial<ImportOptions> = {}) =>
    importFile(
      fileOf(typeof text === 'string' ? () => text : text),
      { ...WRITING, ...options },
      {
        ctx: { ...inventory.ctx, store },
        checkpoints: saved.checkpoints,
        report: async (problem) => {
          problems.push(problem)
        },
        progress: { ...silentProgress, advance: (count) => onAdvance(count) },
        say: (line) => said.push(line),
        signal: stop.signal,
      },
    )
  let onAdvance: (count: number) => void = () => {}
  return {
    ...inventory,
    ...saved,
    problems,
    said,
    run,
    writes: () => writes,
    /** Ctrl-C when so many rows are done. */
    stopAfter: (count: number) => {
      let done = 0
      onAdvance = (step) => {
        // The first pass counts bytes.
        if (step > 1000) return
        done += step
        if (done >= count) stop.abort()
      }
    },
    goOn: () => {
      stop = new AbortController()
      onAdvance = () => {}
    },
  }
}

describe('importFile', () => {
  it('adds the SIMs of a file, and changes nothing the second time', async () => {
    const bench = createBench()
    const text = table(rows(450))

    const first = await bench.run(text)
    const written = bench.writes()
    const second = await bench.run(text)

    expect(first).toMatchObject({ rows: 450, added: 450, unchanged: 0, run: 1 })
    expect(bench.memory.sims.size).toBe(450)
    expect(bench.memory.addresses.size).toBe(450)
    expect(second).toMatchObject({ rows: 450, added: 0, unchanged: 450, run: 2 })
    expect(bench.writes()).toBe(written)
    expect(bench.kept.size).toBe(0)
  })

  it('tells the sum of what it changed once, and nothing when that is nothing', async () => {
    const bench = createBench()
    const text = table(rows(450))

    await bench.run(text)
    await bench.run(text)

    expect(bench.published).toHaveLength(450 + 1)
    expect(bench.published.at(-1)).toMatchObject({
      type: 'SIM Changes',
      source: 'import',
      run: 1,
      counts: { 'SIM Added': 450 },
    })
  })

  it('says what it would do, and does nothing, when it is a dry run', async () => {
    const bench = createBench()
    await bench.run(table(rows(3)))
    const written = bench.writes()

    const summary = await bench.run(table([row(0), `${iccid(1)},10.9.9.9`, row(7)]), {
      isDryRun: true,
    })

    expect(summary).toMatchObject({ isDryRun: true, unchanged: 1, moved: 1, added: 1 })
    expect(bench.writes()).toBe(written)
    expect(bench.kept.size).toBe(0)
  })

  it.each([true, false])(
    'counts rows that take an address from another SIM, in a dry run (%s) too',
    async (isDryRun) => {
      const bench = createBench()
      await bench.run(table(rows(3)))

      const summary = await bench.run(table([`${iccid(7)},${address(0)}`, row(1)]), { isDryRun })

      expect(summary).toMatchObject({ added: 1, unchanged: 1, displacing: 1, stranded: 1 })
      expect(summary.strandedSims).toEqual([
        { iccid: iccid(0), address: address(0), holder: iccid(7) },
      ])
    },
  )

  it.each([true, false])(
    'lists no SIM to which the file gives another address, in a dry run (%s) too',
    async (isDryRun) => {
      const bench = createBench()
      await bench.run(table(rows(3)))
      const rotated = [0, 1, 2].map((index) => `${iccid(index)},${address((index + 1) % 3)}`)

      const summary = await bench.run(table(rotated), { isDryRun })

      expect(summary).toMatchObject({ moved: 3, stranded: 0, strandedSims: [] })
    },
  )

  it('counts all SIMs that are left without an address, and lists the first of them', async () => {
    const bench = createBench()
    await bench.run(table(rows(120)))
    const others = Array.from(
      { length: 120 },
      (_, index) => `${iccid(500 + index)},${address(index)}`,
    )

    const summary = await bench.run(table(others))

    expect(summary).toMatchObject({ displacing: 120, stranded: 120 })
    expect(summary.strandedSims).toHaveLength(50)
  })

  it('reports bad rows and takes the others', async () => {
    const bench = createBench()

    const summary = await bench.run(table([row(0), 'x,10.0.0.1', row(1), `${iccid(2)},nowhere`]))

    expect(summary).toMatchObject({ rows: 4, unreadable: 2, added: 2 })
    expect(bench.problems.map(({ place, code }) => [place, code])).toEqual([
      ['line 3', 'INVALID_ICCID'],
      ['line 5', 'INVALID_ADDRESS'],
    ])
  })

  it('counts rows once that say the same, word for word', async () => {
    const bench = createBench()

    const summary = await bench.run(table([...rows(3), row(1), row(1), row(2)]))

    expect(summary).toMatchObject({ rows: 6, added: 3, repeated: 3, contradicting: 0 })
    expect(bench.problems).toEqual([])
  })

  it.each([
    ['one SIM at two addresses', `${iccid(1)},10.9.9.9`, iccid(1)],
    ['one address for two SIMs', `${iccid(8)},${address(1)}`, address(1)],
    ['one SIM with two labels', `${iccid(1)},${address(1)},other`, iccid(1)],
  ])('refuses all rows that contradict each other: %s', async (_, contradiction, key) => {
    const bench = createBench()
    const three = [row(0, ',a'), row(1, ',b'), row(2, ',c')]
    const text = [
      ...three,
      contradiction.split(',').length === 2 ? `${contradiction},x` : contradiction,
    ]

    const summary = await bench.run(table(text, 'iccid,address,label'))

    expect(summary).toMatchObject({ added: 2, contradicting: 2 })
    expect(bench.problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'ENTRY_CONFLICT'],
      [5, 'ENTRY_CONFLICT'],
    ])
    expect(bench.problems[0]?.message).toContain(`one row for ${key}, got 2`)
    expect(bench.problems[0]?.message).toContain('lines 3, 5')
    expect(bench.memory.sims.has(iccid(1) as Iccid)).toBe(false)
  })

  it('stops between chunks when it is told to, and goes on from there', async () => {
    const bench = createBench()
    const text = table(rows(3000))
    bench.stopAfter(400)

    const stopped = await bench.run(text)
    const done = bench.memory.sims.size
    bench.goOn()
    const resumed = await bench.run(text)

    expect(stopped.stoppedAfter).toBeGreaterThan(200)
    expect(done).toBeGreaterThanOrEqual((stopped.stoppedAfter ?? 0) - 1)
    expect(done).toBeLessThan(3000)
    expect(resumed).toMatchObject({ resumedAfter: stopped.stoppedAfter, run: 2 })
    expect(resumed.applied).toBe(3000 - ((stopped.stoppedAfter ?? 0) - 1))
    expect(bench.memory.sims.size).toBe(3000)
    expect(bench.said.join()).toContain(`resuming after line ${stopped.stoppedAfter}`)
    expect(bench.kept.size).toBe(0)
  })

  it.each<[string, Partial<ImportOptions>, number]>([
    ['it is told to begin anew', { isFromStart: true }, 0],
    ['it has other options', { resumes: true }, 0],
    ['a day has passed', {}, 25 * 3600 * 1000],
  ])('begins at the beginning when %s', async (_, options, later) => {
    const bench = createBench()
    const text = table(rows(3000))
    bench.stopAfter(400)
    await bench.run(text)
    bench.goOn()
    bench.clock.now += later

    const summary = await bench.run(text, options)

    expect(summary.resumedAfter).toBeUndefined()
    expect(summary.applied).toBe(3000)
  })

  it.each<[string, Partial<Checkpoint>]>([
    ['has more lines than the file', { line: 9e15 }],
    ['has fewer than one line', { line: -1 }],
    ['is of the future, which never ends', { at: NOW + 120_000 }],
    ['is of no time that there is', { at: 9e15 }],
  ])('begins at the beginning when what is kept %s', async (_, spoilt) => {
    const bench = createBench()
    const text = table(rows(1500))
    bench.stopAfter(400)
    const { sha256 } = await bench.run(text)
    bench.goOn()
    const kept = bench.kept.get(sha256)
    if (kept !== undefined) bench.kept.set(sha256, { ...kept, ...spoilt })

    const summary = await bench.run(text)

    expect(kept).toBeDefined()
    expect(summary.resumedAfter).toBeUndefined()
    expect(summary.applied).toBe(1500)
    expect(bench.said).toEqual([])
  })

  it('never says that a row is done which is not', async () => {
    const bench = createBench()
    const { putSim } = bench.ctx.store
    const text = table(rows(2000))
    const failing = {
      ...bench.ctx.store,
      putSim: async (...args: Parameters<InventoryStore['putSim']>) => {
        if (args[0].iccid === iccid(700)) throw new Error('the store has gone')
        return putSim(...args)
      },
    }

    const stopped = await importFile(
      fileOf(() => text),
      WRITING,
      {
        ctx: { ...bench.ctx, store: failing },
        checkpoints: bench.checkpoints,
        report: async () => {},
        progress: silentProgress,
        say: () => {},
        signal: new AbortController().signal,
      },
    )
    const kept = bench.history.at(-1)
    const resumed = await bench.run(text)

    // Row 700 stands in line 702, in the chunk that ends with line 801.
    expect(kept).toBe(601)
    expect(stopped).toMatchObject({ stoppedAfter: 601, failure: new Error('the store has gone') })
    expect(resumed.resumedAfter).toBe(kept)
    expect(bench.memory.sims.size).toBe(2000)
  })

  it('stops where the store does not answer, goes on there, and leaves its run to the deadline', async () => {
    const bench = createBench()
    const text = table(rows(1500))
    const { putSim } = bench.memory.store
    let isGone = true
    bench.memory.store.putSim = async (next, seen) => {
      if (isGone && next.iccid === iccid(700)) {
        throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
      }
      return putSim(next, seen)
    }

    const stopped = await bench.run(text)
    const written = bench.memory.sims.size
    isGone = false
    const next = await bench.ctx.runs.start({ source: 'operator', lifetimeMs: 1 })
    await bench.ctx.runs.end(next)
    const resumed = await bench.run(text)

    expect(stopped).toMatchObject({ failure: { code: 'STORE_UNAVAILABLE' }, stoppedAfter: 601 })
    expect(stopped.added).toBe(written)
    expect(stopped.refused).toBe(0)
    expect(next.fence).toBe(1)
    expect(resumed.resumedAfter).toBe(601)
    expect(bench.memory.sims.size).toBe(1500)
  })

  it('refuses a file that changed while it was imported', async () => {
    const bench = createBench()
    let reads = 0

    const running = bench.run(() => {
      reads += 1
      // The size is asked for first.
      return table(rows(reads <= 2 ? 3 : 4))
    })

    expect(await running).toMatchObject({
      added: 4,
      stoppedAfter: 0,
      failure: { code: 'INVENTORY_UNSTABLE' },
    })
    expect(bench.kept.size).toBe(0)
  })

  it('refuses a file without rows before it writes anything', async () => {
    const bench = createBench()

    await expect(bench.run('iccid,address\n')).rejects.toMatchObject({
      code: 'INVENTORY_MALFORMED',
    })
    expect((await bench.ctx.runs.start({ source: 'operator', lifetimeMs: 1 })).number).toBe(1)
  })

  it('refuses a file whose ICCIDs a spreadsheet has rounded', async () => {
    const bench = createBench()
    const rounded = Array.from(
      { length: 6 },
      (_, index) => `898828066600${index}000000,${address(index)}`,
    )

    await expect(bench.run(table(rounded))).rejects.toMatchObject({ code: 'SPREADSHEET_DAMAGE' })
    expect(bench.memory.sims.size).toBe(0)
  })

  it('resumes what the operator suspended only when it is told to', async () => {
    const bench = createBench()
    const text = table([row(0, ',active')], 'iccid,address,status')
    await bench.run(text)
    const id = iccid(0) as Iccid
    const stored = bench.memory.sims.get(id)
    if (stored === undefined) throw new Error('expected a SIM, got none')
    bench.memory.sims.set(id, { ...stored, status: 'suspended', suspendedBy: 'operator' })

    const plain = await bench.run(text)
    const told = await bench.run(text, { resumes: true })

    expect(plain.resumed).toBe(0)
    expect(told.resumed).toBe(1)
  })

  it.each([
    ['writes', {}],
    ['compares', { isDryRun: true }],
  ])(
    'counts and lists the SIMs that the file takes the address from when it %s',
    async (_, options) => {
      const bench = createBench()
      await bench.run(table(rows(60)))
      const empty = Array.from({ length: 60 }, (_, index) => `${iccid(index)},`)

      const summary = await bench.run(table([...empty, `${iccid(70)},`]), options)

      expect(summary).toMatchObject({ moved: 60, unaddressed: 60, stranded: 0, added: 1 })
      expect(summary.unaddressedSims).toHaveLength(50)
      expect(summary.unaddressedSims[0]).toBe(iccid(0))
    },
  )

  it('counts the rows that an interrupted import had done, so that all rows are told', async () => {
    const bench = createBench()
    const text = table(rows(3000))
    bench.stopAfter(400)
    await bench.run(text)
    bench.goOn()

    const { applied, doneBefore, rows: all } = await bench.run(text)

    expect(doneBefore).toBeGreaterThan(0)
    expect(applied + doneBefore).toBe(all)
  })
})
