import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { listenOn } from '../../../local/listen.ts'
import { ACCOUNT } from './account.ts'
import { startTied } from './tied-process.ts'

/** An AWS API emulator that is not ours. */
export interface Emulator {
  readonly endpointUrl: string
  /** All that it printed, its functions' failures among it. */
  readonly output: () => string
  readonly stop: () => Promise<void>
}

const STARTED_WITHIN_MS = 60_000

const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.close(resolve))
  return port
}

const isHealthy = async (endpointUrl: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpointUrl}/_ministack/health`)).ok
  } catch {
    // Not listening yet.
    return false
  }
}

/** Starts the emulator on a loopback port of its own, with nothing of this process's environment. */
export const startEmulator = async (programs: string, directory: string): Promise<Emulator> => {
  const port = await freePort()
  const temporary = join(directory, 'emulator')
  mkdirSync(temporary, { recursive: true })
  // It runs a CommonJS program from there, which the `type` of a package.json further up would forbid.
  writeFileSync(join(temporary, 'package.json'), '{"type":"commonjs"}')
  const outputFile = join(temporary, 'output.txt')
  const file = openSync(outputFile, 'a')
  const emulator = startTied(join(programs, 'ministack'), {
    cwd: temporary,
    env: {
      // Functions run under the Node that runs this.
      PATH: [dirname(process.execPath), programs, '/usr/bin', '/bin'].join(delimiter),
      HOME: temporary,
      TMPDIR: temporary,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_REGION: ACCOUNT.region,
      // Whose REST APIs answer devices, which sign nothing.
      MINISTACK_ACCOUNT_ID: ACCOUNT.accountId,
      LAMBDA_EXECUTOR: 'local',
    },
    output: file,
  })
  closeSync(file)
  const output = () => readFileSync(outputFile, 'utf8')

  const endpointUrl = `http://127.0.0.1:${port}`
  const tooLate = Date.now() + STARTED_WITHIN_MS
  while (!(await isHealthy(endpointUrl))) {
    if (emulator.isRunning() && Date.now() < tooLate) await delay(100)
    else throw new Error(`expected the emulator to start, got:\n${output()}`)
  }
  return { endpointUrl, output, stop: emulator.stop }
}
