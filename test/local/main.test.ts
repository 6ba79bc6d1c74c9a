import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { USAGE } from '../../local/command-line.ts'
import { listenOn } from '../../local/listen.ts'

const main = fileURLToPath(new URL('../../local/main.ts', import.meta.url))

const run = async (...args: string[]) => {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { exitCode, output, errors }
}

describe('npm start', () => {
  it('explains itself', async () => {
    expect(await run('--help')).toEqual({ exitCode: 0, output: `${USAGE}\n`, errors: '' })
  })

  it('refuses a wrong flag in one line', async () => {
    const { exitCode, output, errors } = await run('--iot-port', 'https')

    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' })
    expect(errors).toBe('--iot-port: expected a port from 0 to 65535, got "https"\n')
  })

  it('refuses a port in use in one line', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'main-'))
    const server = createServer()
    const port = await listenOn(server, { host: '127.0.0.1', port: 0 })

    const { exitCode, errors } = await run('--api-port', String(port), '--dir', directory)
    server.close()
    await rm(directory, { recursive: true })

    expect(exitCode).toBe(1)
    expect(errors).toBe(`port ${port} on 127.0.0.1 is in use: choose another with --api-port\n`)
  })
})
