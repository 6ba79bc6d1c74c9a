import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bindPort, PortError } from '../../local/bind-port.ts'
import { type ListenAddress, listenOn } from '../../local/listen.ts'

const host = '127.0.0.1'
const option = 'iot-port'

let servers: Server[]
let takenPort: number

const listen = (address: ListenAddress): Promise<number> => {
  const server = createServer()
  servers.push(server)
  return listenOn(server, address)
}

const failWith =
  (code: string, port: number) =>
  async (address: ListenAddress): Promise<number> => {
    if (address.port === port) throw Object.assign(new Error(code), { code })
    return address.port
  }

beforeEach(async () => {
  servers = []
  takenPort = await listen({ host, port: 0 })
})

afterEach(() => {
  for (const server of servers) server.close()
})

describe('bindPort', () => {
  it('answers the port that the system chose', async () => {
    const choice = { port: 0, isDefault: false }

    expect(await bindPort({ host, choice, option, listen })).toBeGreaterThan(0)
  })

  it.each(['EACCES', 'EADDRINUSE'])('takes the fallback of a default port on %s', async (code) => {
    const messages: string[] = []

    const port = await bindPort({
      host,
      option,
      choice: { port: 443, isDefault: true },
      fallbackPort: 4443,
      listen: failWith(code, 443),
      onFallback: (message) => messages.push(message),
    })

    expect(port).toBe(4443)
    expect(messages).toEqual([expect.stringMatching(/port 443 .* taking 4443 instead/)])
  })

  it.each<[string, { isDefault: boolean; fallbackPort?: number }]>([
    ['a port that was asked for', { isDefault: false, fallbackPort: 0 }],
    ['a default port without a fallback', { isDefault: true }],
  ])('never replaces %s', async (_, { isDefault, ...fallback }) => {
    const binding = bindPort({
      host,
      option,
      listen,
      choice: { port: takenPort, isDefault },
      ...fallback,
    })

    await expect(binding).rejects.toThrow(PortError)
    await expect(binding).rejects.toThrow(
      `port ${takenPort} on 127.0.0.1 is in use: choose another with --iot-port`,
    )
  })

  it('names the fallback port when that is taken too', async () => {
    const binding = bindPort({
      host,
      option,
      choice: { port: takenPort, isDefault: true },
      fallbackPort: takenPort,
      listen,
    })

    await expect(binding).rejects.toThrow('choose another with --iot-port')
  })

  it('names the host that is not of this machine', async () => {
    const choice = { port: 0, isDefault: true }

    await expect(bindPort({ host: '192.0.2.1', choice, option, listen })).rejects.toThrow(
      '192.0.2.1 is no address of this machine: choose another with --host',
    )
  })
})
