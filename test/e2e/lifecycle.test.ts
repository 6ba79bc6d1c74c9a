import { readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { exchange } from './support/https-exchange.ts'
import {
  type LocalStack,
  spawnLocalStack,
  startLocalStack,
  temporaryDirectory,
} from './support/local-stack.ts'

const { iot } = inject('stack')
let dir: string

beforeAll(() => {
  dir = temporaryDirectory()
})

afterAll(() => {
  rmSync(dir, { recursive: true })
})

const ended = async (args: readonly string[]) => {
  const stack: LocalStack = spawnLocalStack(dir, args)
  const exit = await stack.exited
  return { ...exit, output: stack.output() }
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

describe('npm start', () => {
  it('explains each of its flags', async () => {
    const { code, output } = await ended(['--help'])

    expect(code).toBe(0)
    for (const flag of ['--iot-port', '--api-port', '--tap-port', '--host', '--dir', '--help']) {
      expect(output).toContain(flag)
    }
  })

  it.each([
    [['--iot-prot', '443'], '--iot-prot'],
    [['--iot-port', 'https'], '--iot-port'],
    [['--api-port', '65536'], '--api-port'],
    [['--tap-port', '-1'], '--tap-port'],
    [['surplus'], 'surplus'],
  ])('refuses %j by name, without a stack trace', async (args, name) => {
    const { code, output } = await ended(args)

    expect(code).not.toBe(0)
    expect(output).toContain(name)
    expect(output).not.toMatch(/^\s+at /m)
    expect(output).not.toMatch(/^ready$/m)
  })

  it('names a port that is taken', async () => {
    const { code, output } = await ended([
      '--iot-port',
      String(iot.port),
      '--api-port',
      '0',
      '--tap-port',
      '0',
    ])

    expect(code).not.toBe(0)
    expect(output).toContain(String(iot.port))
    expect(output).not.toMatch(/^\s+at /m)
    expect(output).not.toMatch(/^ready$/m)
  })

  it('stops at an interrupt, frees its ports, and starts again in the same directory', async () => {
    const first = await startLocalStack(dir)
    const { code, signal } = await first.interrupt()
    const stillListening = await isListening(first.endpoints.iot.port)
    const second = await startLocalStack(dir)
    const { hostname, port, pathname } = new URL(second.endpoints.onboardingUrl)
    const ca = readFileSync(second.endpoints.rootCa, 'utf8')

    const answer = await exchange({ host: hostname, port, path: pathname, ca })
    const last = await second.interrupt()

    expect([code, signal]).toEqual([0, null])
    expect(stillListening).toBe(false)
    expect(answer.status).toBe(200)
    expect(last.code).toBe(0)
    expect(second.output()).toMatch(/\nready\n/)
  }, 150_000)

  it('stops at an interrupt while it starts', async () => {
    const stack = spawnLocalStack(dir, ['--iot-port', '0', '--api-port', '0', '--tap-port', '0'])
    await new Promise((resolve) => setTimeout(resolve, 1500))

    const { code, signal } = await stack.interrupt()

    expect(signal).toBeNull()
    expect(code).not.toBeNull()
    expect(stack.output()).not.toMatch(/^\s+at /m)
  })
})
