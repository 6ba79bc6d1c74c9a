import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import { runCommand } from '../../../operations/sims/run-command.ts'
import { addressOf, createCommandBench, iccidOf, sims } from './support/command-bench.ts'

const fileWith = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'simpass-import-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'sims.csv')
  await writeFile(path, text)
  return path
}

const fleet = (count: number): string =>
  ['iccid,address', ...sims(count).map(({ iccid, address }) => `${iccid},${address}`)].join('\n')

describe('runCommand', () => {
  it.each([
    ['an unknown command', ['bogus', '--json'], "unknown command 'bogus'"],
    ['an unknown value', ['list', '--status', 'foo', '--json'], "'foo' is invalid"],
    ['an unknown option', ['show', '1', '--foo', '--json'], "unknown option '--foo'"],
    ['an argument that is missing', ['show', '--json'], "missing required argument 'sim'"],
  ])('refuses %s as JSON', async (_, args, message) => {
    const bench = createCommandBench()

    expect(await runCommand(bench.session, args)).toBe(2)
    expect(bench.notes.map((line) => JSON.parse(line))).toEqual([
      { error: { code: 'UsageError', message: expect.stringContaining(message) } },
    ])
  })

  it('tells what commander refuses on stderr', async () => {
    const bench = createCommandBench()

    expect(await runCommand(bench.session, ['show', '1', '--foo'])).toBe(2)
    expect(bench.notes).toEqual(["error: unknown option '--foo'", '(add --help for more)'])
  })

  it.each([
    ['text', [], (line: string) => line],
    ['JSON', ['--json'], (line: string) => JSON.parse(line).error.code],
  ])('says what stops a command as %s', async (_, flags, read) => {
    const bench = createCommandBench()
    const refused = async () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' })
    }
    const session = { ...bench.session, open: refused }

    expect(await runCommand(session, ['list', '--stage', 'test', ...flags])).toBe(1)
    expect(bench.notes.map(read)).toEqual([expect.stringMatching(/^ACCESS_DENIED/)])
  })
})

describe('import', () => {
  const gone = new DomainError('STORE_UNAVAILABLE', 'expected an answer, got Error ECONNREFUSED')

  it('sums up what was done, says why it stopped, and what to do', async () => {
    const bench = createCommandBench()
    const { putSim } = bench.memory.store
    bench.memory.store.putSim = async (...args) => {
      if (args[0].iccid === iccidOf(249)) throw gone
      return putSim(...args)
    }

    const exit = await runCommand(bench.session, ['import', await fileWith(fleet(250)), '--local'])

    expect(exit).toBe(1)
    expect(bench.stdout()).toMatch(/^250 rows, run 1, so far:\n +249 {2}added\n$/)
    expect(bench.notes).toEqual([
      'STORE_UNAVAILABLE: expected an answer, got Error ECONNREFUSED',
      'stopped in the middle: run the same command again to go on after line 201',
    ])
  })

  it('says so as JSON, too', async () => {
    const bench = createCommandBench()
    bench.memory.store.putSim = async () => {
      throw gone
    }
    const path = await fileWith(fleet(2))

    expect(await runCommand(bench.session, ['import', path, '--local', '--json'])).toBe(1)
    expect(JSON.parse(bench.stdout())).toMatchObject({ rows: 2, added: 0, stoppedAfter: 0 })
    expect(bench.notes.map((line) => JSON.parse(line))).toEqual([
      { error: { code: 'STORE_UNAVAILABLE', message: expect.any(String) } },
    ])
  })

  it.each([
    [[], 'SIMs that lost their address to this import', 'which is now that of'],
    [['--dry-run'], 'SIMs that would lose their address to this import', 'which would be that of'],
  ])('names who is left without an address: %j', async (flags, head, words) => {
    const bench = createCommandBench({ sims: sims(2) })
    const path = await fileWith(`iccid,address\n${iccidOf(7)},${addressOf(0)}\n`)

    const exit = await runCommand(bench.session, ['import', path, '--local', ...flags])

    expect(exit).toBe(0)
    expect(bench.stdout()).toContain(head)
    expect(bench.stdout()).toContain(`${iccidOf(0)}   ${addressOf(0)}, ${words} ${iccidOf(7)}`)
  })

  it('takes a row without the label that is no text, and exits with 3', async () => {
    const bench = createCommandBench()
    const path = await fileWith(`iccid,address,label\n${iccidOf(0)},${addressOf(0)},M\ufffdller\n`)

    expect(await runCommand(bench.session, ['import', path, '--local'])).toBe(3)
    expect(bench.memory.sims.has(iccidOf(0))).toBe(true)
    expect(bench.notes.join()).toContain('line 2: ENCODING_INVALID')
    expect(bench.stdout()).toContain('1  taken without their label')
  })

  it('says who gets no address from it', async () => {
    const bench = createCommandBench({ sims: sims(2) })
    const path = await fileWith(`iccid,address\n${iccidOf(0)},\n${iccidOf(1)},${addressOf(1)}\n`)

    expect(await runCommand(bench.session, ['import', path, '--local', '--dry-run'])).toBe(0)
    expect(bench.stdout()).toContain('1  of them loses its address: this file gives it none')
    expect(bench.stdout()).toContain(
      `SIMs that would have no address after this import:\n  ${iccidOf(0)}\n`,
    )
  })
})
