import { once } from 'node:events'
import { connectAsync } from 'mqtt'
import { generate } from 'mqtt-packet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ClientOptions } from 'ws'
import { WebSocket } from 'ws'
import type { RunningGateway } from '../support/gateway.ts'
import { authenticated, startGateway } from '../support/gateway.ts'
import { nextMessage } from '../support/next-message.ts'

describe('MQTT over WebSocket', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(() => running.close())
  const connect = (protocolVersion: 4 | 5, query = '') =>
    connectAsync(`wss://localhost:${running.port}/mqtt${query}`, {
      ca: running.ca,
      protocolVersion,
      clientId: 'device',
      username: 'right',
      reconnectPeriod: 0,
      keepalive: 0,
    })
  const open = (
    path: string,
    protocols: string | string[],
    more: ClientOptions & { servername?: string } = {},
  ) => {
    const options = { ca: running.ca, servername: 'localhost', ...more }
    return new WebSocket(`wss://127.0.0.1:${running.port}${path}`, protocols, options)
  }

  it.each([4, 5] as const)('carries MQTT of protocol version %i', async (version) => {
    const device = await connect(version, '?token=t')
    const received = nextMessage(device)

    await device.subscribeAsync('a/#', { qos: 1 })
    await device.publishAsync('a/b', 'hello', { qos: 1 })

    expect(await received).toEqual({ topic: 'a/b', payload: 'hello' })
    expect(running.contexts).toMatchObject([
      {
        serverName: 'localhost',
        http: { queryString: '?token=t', headers: { upgrade: 'websocket' } },
        mqtt: { clientId: 'device', username: 'right' },
      },
    ])
    expect(running.decisions[0]).toMatchObject({ protocol: 'MQTT over WSS', outcome: 'allowed' })
    await device.endAsync()
  })

  it.each([
    ['a Close frame for a goodbye', 'close', 'CLIENT_INITIATED_DISCONNECT', 0],
    ['a connection without one for lost', 'terminate', 'CONNECTION_LOST', 1],
  ] as const)('takes %s', async (_, way, disconnectReason, wills) => {
    const published: string[] = []
    const watcher = await connect(4)
    watcher.on('message', (topic) => published.push(topic))
    await watcher.subscribeAsync('gone')
    const webSocket = open('/mqtt', 'mqtt')
    await once(webSocket, 'open')
    const will = { topic: 'gone', payload: Buffer.from('x'), qos: 0, retain: false } as const
    webSocket.send(
      generate({ cmd: 'connect', clientId: 'other', username: 'right', keepalive: 60, will }),
    )
    await once(webSocket, 'message')

    webSocket[way]()

    await expect.poll(() => running.events.at(-1)).toMatchObject({ disconnectReason })
    await watcher.publishAsync('gone', 'last', { qos: 1 })
    await expect.poll(() => published).toHaveLength(wills + 1)
    await watcher.endAsync()
  })

  it.each([
    ['mqttv3.1', 'mqttv3.1'],
    [['other', 'mqtt'], 'mqtt'],
  ])('agrees to the subprotocol of %j', async (offered, agreed) => {
    const webSocket = open('/mqtt', offered)

    await once(webSocket, 'open')

    expect(webSocket.protocol).toBe(agreed)
    webSocket.terminate()
  })

  it('judges credentials after the handshake', async () => {
    await expect(connect(4, '?token=wrong')).rejects.toThrow('Not authorized')

    expect(running.decisions).toMatchObject([
      { event: 'Connect', outcome: 'refused', reason: 'NOT_AUTHENTICATED' },
    ])
  })

  it.each([
    ['another path', '/other', 'mqtt', {}, 404],
    ['no MQTT subprotocol', '/mqtt', 'other', {}, 400],
    ['another host', '/mqtt', 'mqtt', { servername: '', headers: { host: 'elsewhere' } }, 403],
  ])('refuses %s', async (_what, path, protocols, options, status) => {
    const webSocket = open(path, protocols, options)
    webSocket.on('error', () => {})

    const [, response] = await once(webSocket, 'unexpected-response')

    expect(response.statusCode).toBe(status)
    expect(running.decisions).toMatchObject([{ event: 'Connect', outcome: 'refused' }])
  })

  it('ends at too many fragments of a message', async () => {
    const webSocket = open('/mqtt', 'mqtt')
    await once(webSocket, 'open')

    for (let index = 0; index < 17; index += 1) webSocket.send(Buffer.from([0x10]), { fin: false })

    const [code] = await once(webSocket, 'close')
    expect(code).toBe(1008)
  })

  it('counts what a stranger sends, control frames included', async () => {
    await running.close()
    running = await startGateway({ quotas: { packetsPerSecond: Number.POSITIVE_INFINITY } })
    const webSocket = open('/mqtt', 'mqtt')
    await once(webSocket, 'open')

    for (let index = 0; index < 2500; index += 1) webSocket.pong(Buffer.alloc(125))

    await once(webSocket, 'close')
    expect(running.decisions).toMatchObject([
      { outcome: 'refused', detail: expect.stringContaining('262144 bytes before CONNACK') },
    ])
  })

  it('closes at a text message', async () => {
    const webSocket = open('/mqtt', 'mqtt')
    await once(webSocket, 'open')

    webSocket.send('CONNECT')

    const [code] = await once(webSocket, 'close')
    expect(code).toBe(1003)
  })

  it('lasts 24 hours at most', async () => {
    await running.close()
    running = await startGateway({
      quotas: { maximumKeepAliveSeconds: 100_000 },
      authenticate: async () => ({ ...authenticated, disconnectAfterInSeconds: 100_000 }),
    })
    await connect(4)

    running.clock.advance(86_400_000)

    expect(running.events).toMatchObject([
      { eventType: 'connected' },
      { eventType: 'disconnected', disconnectReason: 'WEBSOCKET_TTL_EXPIRATION' },
    ])
  })
})
