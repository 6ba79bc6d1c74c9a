import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { startGateway } from '../support/gateway.ts'
import { openPacketClient } from '../support/packet-client.ts'

describe('the tap', () => {
  let running: RunningGateway
  let tapPort: number
  beforeEach(async () => {
    running = await startGateway()
    tapPort = (await running.gateway.listenTap({ host: '127.0.0.1', port: 0 })).port
  })
  afterEach(() => running.close())

  it('shows an operator every topic and every event', async () => {
    const operator = await openPacketClient({ port: tapPort })
    await operator.connect({ clientId: 'device', username: undefined })
    operator.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: '#', qos: 0 },
        { topic: '$aws/events/#', qos: 0 },
      ],
    })
    await operator.next('suback')

    const device = await openPacketClient(running)
    await device.connect()
    running.gateway.publish('denied/topic', 'hello')

    expect((await operator.next('publish')).topic).toBe('$aws/events/presence/connected/device')
    expect((await operator.next('publish')).topic).toBe('denied/topic')
  })

  it('lets an operator publish without being seen as a device', async () => {
    const device = await openPacketClient(running)
    await device.connect()
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'to/device', qos: 0 }] })
    await device.next('suback')
    const operator = await openPacketClient({ port: tapPort })
    await operator.connect({ clientId: 'device' })

    operator.send({
      cmd: 'publish',
      topic: 'to/device',
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
    })

    await device.next('publish')
    expect(running.gateway.connections()).toHaveLength(1)
    expect(running.contexts).toHaveLength(1)
    expect(running.events.map(({ eventType }) => eventType)).toEqual(['connected', 'subscribed'])
  })

  it.each(['a/#', ''])('does not let an operator publish to %j', async (topic) => {
    const operator = await openPacketClient({ port: tapPort })
    await operator.connect()

    operator.send({ cmd: 'publish', topic, payload: 'x', qos: 0, dup: false, retain: false })

    expect(await operator.closed()).toEqual([])
  })

  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.com', '127.0.0.1.example.com'])(
    'does not listen on %s',
    (host) => {
      expect(() => running.gateway.listenTap({ host, port: 0 })).toThrow(
        'expected a loopback address',
      )
    },
  )
})

describe('close', () => {
  it('tells clients, ends idle HTTP connections, and frees the port', async () => {
    const running = await startGateway()
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect()
    const idle = await openPacketClient({ ...running, ALPNProtocols: ['http/1.1'] })

    await running.close()

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x8b })
    await device.closed()
    await idle.closed()
    expect(running.events.at(-1)).toMatchObject({ disconnectReason: 'SERVER_INITIATED_DISCONNECT' })
    await expect(openPacketClient(running)).rejects.toThrow('ECONNREFUSED')
  })

  it('says which port cannot be bound', async () => {
    const running = await startGateway()

    await expect(running.gateway.listen({ host: '127.0.0.1', port: running.port })).rejects.toThrow(
      'EADDRINUSE',
    )
    await running.close()
  })
})
