import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Endpoints, readEndpoints } from './endpoints.ts'

export const REPOSITORY = join(import.meta.dirname, '..', '..', '..')
const STARTED_WITHIN_MS = 110_000
// Less than what vitest gives a teardown.
const STOPPED_WITHIN_MS = 8_000

/** Where `npm start` goes, with ports that nobody else has. */
const EPHEMERAL = ['--iot-port', '0', '--api-port', '0', '--tap-port', '0']

/** A directory of its own for one start, where git does not look. */
export const temporaryDirectory = (): string => {
  mkdirSync(join(REPOSITORY, '.local'), { recursive: true })
  return mkdtempSync(join(REPOSITORY, '.local', 'e2e-'))
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface LocalStack {
  readonly dir: string
  /** All that the process printed. */
  readonly output: () => string
  readonly outputFile: string
  readonly exited: Promise<Exit>
  /** Ctrl-C: a terminal sends SIGINT to the whole process group. */
  readonly interrupt: () => Promise<Exit>
}

const exitOf = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })

const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  process.kill(-child.pid, signal)
}

/** Runs `npm start`'s own entry; what it prints goes to a file in the directory. */
export const spawnLocalStack = (dir: string, flags: readonly string[]): LocalStack => {
  const outputFile = join(mkdtempSync(join(dir, 'output-')), 'output.txt')
  const file = openSync(outputFile, 'a')
  // Relative, as the default is.
  const args = ['local/main.ts', '--dir', relative(REPOSITORY, dir), ...flags]
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    // A process group of its own, so that an interrupt reaches it and not the tests.
    detached: true,
    stdio: ['ignore', file, file],
  })
  closeSync(file)
  const exited = exitOf(child)
  const abandon = () => killGroup(child, 'SIGKILL')
  process.once('exit', abandon)
  const output = () => readFileSync(outputFile, 'utf8')
  const interrupt = async () => {
    killGroup(child, 'SIGINT')
    const exit = await Promise.race([exited, delay(STOPPED_WITHIN_MS, undefined, { ref: false })])
    if (exit !== undefined) return exit
    abandon()
    throw new Error(`expected an exit after SIGINT, got none; it printed:\n${output()}`)
  }
  return { dir, outputFile, output, exited, interrupt }
}

/** Waits until it is up: the line `ready` comes last. */
export const untilReady = async (stack: LocalStack): Promise<Endpoints> => {
  const tooLate = Date.now() + STARTED_WITHIN_MS
  while (!/^ready$/m.test(stack.output())) {
    const exit = await Promise.race([stack.exited, delay(100)])
    if (exit === undefined && Date.now() < tooLate) continue
    await stack.interrupt()
    const came = exit === undefined ? 'nothing in time' : `exit ${exit.code ?? exit.signal}`
    throw new Error(`expected the line "ready", got ${came}; it printed:\n${stack.output()}`)
  }
  return readEndpoints(join(stack.dir, 'endpoints.json'))
}

/** Starts the whole stack on ports and in a directory of its own. */
export const startLocalStack = async (
  dir = temporaryDirectory(),
  args: readonly string[] = [],
): Promise<LocalStack & { readonly endpoints: Endpoints }> => {
  const stack = spawnLocalStack(dir, [...EPHEMERAL, ...args])
  return { ...stack, endpoints: await untilReady(stack) }
}
