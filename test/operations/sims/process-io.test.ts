import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sims } from './support/command-bench.ts'

const PROGRAM = 'test/operations/sims/support/command-program.ts'
const SIMS = 40
const LIST = sims(SIMS)
  .map(({ iccid }) => `${iccid}\n`)
  .join('')

type Sink = 'pipe' | 'nobody' | '/dev/full'

const stdioOf = (sink: Sink): 'pipe' | number =>
  sink === '/dev/full' ? openSync(sink, 'w') : 'pipe'

const readAll = async (child: ChildProcess, name: 'stdout' | 'stderr', sink: Sink) => {
  // As `head` does when it has enough, but before the first line.
  if (sink === 'nobody') child[name]?.destroy()
  return sink === 'pipe' && child[name] !== null ? text(child[name]) : ''
}

interface Settings {
  readonly stdout?: Sink
  readonly stderr?: Sink
  /** Comes with the first line; nobody ends the list on stdin then. */
  readonly stopsAfter?: NodeJS.Signals
}

/** Runs a command in a process of its own. */
const run = async (args: readonly string[], settings: Settings = {}) => {
  const { stdout = 'pipe', stderr = 'pipe', stopsAfter } = settings
  const folder = await mkdtemp(join(tmpdir(), 'simpass-output-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const report = join(folder, 'report.json')
  const child = spawn(process.execPath, [PROGRAM, report, String(SIMS), ...args, '--local'], {
    stdio: ['pipe', stdioOf(stdout), stdioOf(stderr)],
  })
  if (stopsAfter === undefined) child.stdin?.end(LIST)
  else {
    child.stdin?.write(LIST)
    child.stdout?.once('data', () => child.kill(stopsAfter))
  }
  onTestFinished(() => void child.kill('SIGKILL'))
  const [out, err, [code]] = await Promise.all([
    readAll(child, 'stdout', stdout),
    readAll(child, 'stderr', stderr),
    once(child, 'close'),
  ])
  return {
    code,
    out,
    err,
    report: existsSync(report) && JSON.parse(await readFile(report, 'utf8')),
  }
}

const isThere = existsSync('/dev/full')
const BROKEN: readonly ('stdout' | 'stderr')[] = ['stdout', 'stderr']
const SINKS: readonly Sink[] = isThere ? ['nobody', '/dev/full'] : ['nobody']

describe('npm run sims', () => {
  const CHANGES = [
    ['suspend', ['suspend', '-'], 'suspended'],
    ['revoke', ['revoke', '-'], 'active'],
    ['remove', ['remove', '-', '--yes'], 'removed'],
  ] as const

  it.each(
    CHANGES.flatMap(([name, args, status]) =>
      SINKS.flatMap((sink) => BROKEN.map((output) => [name, output, sink, args, status] as const)),
    ),
  )('%s does all that it was told though %s goes to %s, and exits with 1', async (...given) => {
    const [, output, sink, args, status] = given

    const { code, report, err } = await run(args, { [output]: sink })

    expect(code).toBe(1)
    expect(report).toEqual({ statuses: [status], ended: 2 * SIMS, openRuns: 0 })
    if (output === 'stdout')
      expect(err).toMatch(/^FILE_UNWRITABLE: expected stdout .*E(PIPE|NOSPC)/m)
  })

  it('tells scripts as JSON that its output is lost', async () => {
    const { err } = await run(['suspend', '-', '--json'], { stdout: 'nobody' })

    expect(err.split('\n')).toContainEqual(
      expect.stringContaining('{"error":{"code":"FILE_UNWRITABLE"'),
    )
  })

  it.each([
    ['list', ['list']],
    ['export', ['export']],
    ['show', ['show', '10.2.0.1']],
  ])(
    '%s ends without a word when nobody reads on, and does not say that all is well',
    async (_, args) => {
      const { code, err } = await run(args, { stdout: 'nobody' })

      expect({ code, err }).toEqual({ code: 1, err: '' })
    },
  )

  it.skipIf(!isThere).each([
    ['list', ['list', '--json']],
    ['export', ['export']],
    ['show', ['show', '10.2.0.1']],
    ['list --help', ['list', '--help']],
  ])('%s fails on a full disk', async (_, args) => {
    const { code, err } = await run(args, { stdout: '/dev/full' })

    expect(code).toBe(1)
    expect(err).toContain('FILE_UNWRITABLE')
  })

  it.each([
    ['an option', ['list', '--bad\u001b[31m\u009b2J\u202e'], 'unknown option'],
    ['a file', ['import', '/no/such\u001b[31m\u009b2J\u202e/file'], 'file that can be read'],
  ])('never steers a terminal with %s that it refuses', async (_, args, message) => {
    const { code, err } = await run(args)

    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(err).toContain('?[31m?2J?')
    expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(err.trim().split('\n').length).toBeLessThan(3)
  })

  it('does not wait for the end of its list when it is told to stop', async () => {
    const { code, report } = await run(['suspend', '-'], { stopsAfter: 'SIGINT' })

    expect(code).toBe(130)
    expect(report).toMatchObject({ openRuns: 0 })
  })

  it('exits with 0 when all was read', async () => {
    const { code, out, err } = await run(['list'])

    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n')).toHaveLength(SIMS + 1)
  })
})
