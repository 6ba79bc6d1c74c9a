import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { startGateway } from '../support/gateway.ts'
import { openPacketClient } from '../support/packet-client.ts'

/** A PUBLISH of MQTT 5 to `a` at QoS 0, its properties as they are. */
const rawPublish = (properties: Buffer): Buffer => {
  const length = (bytes: number): Buffer =>
    Buffer.from([(bytes & 0x7f) | 0x80, ((bytes >> 7) & 0x7f) | 0x80, bytes >> 14])
  const body = Buffer.concat([
    Buffer.from([0x00, 0x01, 0x61]),
    length(properties.length),
    properties,
  ])
  return Buffer.concat([Buffer.from([0x30]), length(body.length), body])
}

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

  it.each([
    ['a content type that is not UTF-8', [0x03, 0x55, 0x56, ...Array(0x5556).fill(0xff)]],
    ['a content type with an escape', [0x03, 0x00, 0x01, 0x1b]],
    ['a response topic with a wildcard', [0x08, 0x00, 0x01, 0x23]],
    ['a user property whose name is not UTF-8', [0x26, 0x00, 0x01, 0xff, 0x00, 0x00]],
    ['a user property whose value is not UTF-8', [0x26, 0x00, 0x00, 0x00, 0x01, 0xff]],
  ])('is not shown %s', async (_what, properties) => {
    const operator = await openPacketClient({ port: tapPort, version: 5 })
    await operator.connect()
    operator.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] })
    await operator.next('suback')
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect()

    device.socket.write(rawPublish(Buffer.from(properties)))

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x81 })
    await device.closed()
    running.gateway.publish('after', '')
    expect(await operator.next('publish')).toMatchObject({ topic: 'after' })
  })

  it('hears nothing of a refused client whose id no topic may contain', async () => {
    const operator = await openPacketClient({ port: tapPort })
    await operator.connect()
    operator.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: '$aws/events/#', qos: 0 }],
    })
    await operator.next('suback')
    const stranger = await openPacketClient({ ...running, servername: '' })

    await stranger.connect({ clientId: 'x\u001b' }).catch(() => {})

    expect(running.decisions).toMatchObject([{ outcome: 'refused' }])
    const device = await openPacketClient(running)
    await device.connect({ clientId: 'device' })
    expect(await operator.next('publish')).toMatchObject({
      topic: '$aws/events/presence/connected/device',
    })
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
