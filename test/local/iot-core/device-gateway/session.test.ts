import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { authenticated, startGateway } from '../support/gateway.ts'
import { openPacketClient } from '../support/packet-client.ts'

const HOUR_MS = 3_600_000

describe('a session', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(() => running.close())
  const open = (version: 4 | 5 = 4) => openPacketClient({ ...running, version })
  const subscribed = async (version: 4 | 5, packet: object) => {
    const device = await open(version)
    await device.connect(packet)
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }] })
    await device.next('suback')
    return device
  }
  const leave = async (device: Awaited<ReturnType<typeof open>>) => {
    device.send({ cmd: 'disconnect' })
    await device.closed()
  }

  it('keeps subscriptions and QoS 1 messages while a persistent client is away', async () => {
    await leave(await subscribed(4, { clean: false }))
    running.gateway.publish('a', 'kept', { qos: 1 })
    running.gateway.publish('a', 'lost', { qos: 0 })
    const device = await open()

    expect(await device.connect({ clean: false })).toMatchObject({ sessionPresent: true })

    expect(String((await device.next('publish')).payload)).toBe('kept')
    running.gateway.publish('a', 'live', { qos: 0 })
    expect(String((await device.next('publish')).payload)).toBe('live')
  })

  it('sends again what was not acknowledged', async () => {
    const first = await subscribed(4, { clean: false })
    running.gateway.publish('a', 'one', { qos: 1 })
    running.gateway.publish('a', 'two', { qos: 1 })
    const [one] = [await first.next('publish'), await first.next('publish')]
    first.send({ cmd: 'puback', messageId: one.messageId })
    await leave(first)
    const second = await open()
    await second.connect({ clean: false })

    const repeated = await second.next('publish')

    expect(repeated).toMatchObject({ dup: true, qos: 1 })
    expect(String(repeated.payload)).toBe('two')
  })

  it('replays ten messages a second', async () => {
    await leave(await subscribed(4, { clean: false }))
    for (let index = 0; index < 12; index += 1) running.gateway.publish('a', `${index}`, { qos: 1 })
    const device = await open()
    await device.connect({ clean: false })
    for (let index = 0; index < 10; index += 1) await device.next('publish')
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')

    running.clock.advance(200)

    expect(String((await device.next('publish')).payload)).toBe('10')
    expect(String((await device.next('publish')).payload)).toBe('11')
  })

  it.each([
    ['a clean session', 4, { clean: true }],
    ['MQTT 5', 5, { clean: false, properties: { sessionExpiryInterval: 60 } }],
  ] as const)('is not resumed by %s', async (_what, version, packet) => {
    await leave(await subscribed(4, { clean: false }))
    const device = await open(version)

    expect(await device.connect(packet)).toMatchObject({ sessionPresent: false })
  })

  it.each([
    ['an hour of MQTT 3.1.1', 4, {}, HOUR_MS],
    ['the expiry of MQTT 5', 5, { properties: { sessionExpiryInterval: 60 } }, 60_000],
    ['an hour at most', 5, { properties: { sessionExpiryInterval: 0xffffffff } }, HOUR_MS],
  ] as const)('expires after %s', async (_what, version, packet, expiryMs) => {
    await leave(await subscribed(version, { ...packet, clean: false }))
    running.clock.advance(expiryMs - 1)
    const inTime = await open(version)
    expect(await inTime.connect({ ...packet, clean: false })).toMatchObject({
      sessionPresent: true,
    })
    await leave(inTime)

    running.clock.advance(expiryMs)

    const late = await open(version)
    expect(await late.connect({ ...packet, clean: false })).toMatchObject({ sessionPresent: false })
  })

  it('tells MQTT 5 that it expires earlier than asked', async () => {
    const device = await open(5)

    const connack = await device.connect({ properties: { sessionExpiryInterval: 86_400 } })

    expect(connack).toMatchObject({ properties: { sessionExpiryInterval: 3600 } })
  })

  it('keeps to 100 unacknowledged messages', async () => {
    const device = await subscribed(4, {})
    for (let index = 0; index < 101; index += 1)
      running.gateway.publish('a', `${index}`, { qos: 1 })
    const first = await device.next('publish')
    for (let index = 1; index < 100; index += 1) await device.next('publish')
    running.clock.advance(1000)
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')

    device.send({ cmd: 'puback', messageId: first.messageId })

    expect(String((await device.next('publish')).payload)).toBe('100')
  })

  it('keeps to the Receive Maximum of the client', async () => {
    const device = await subscribed(5, { properties: { receiveMaximum: 1 } })
    running.gateway.publish('a', 'one', { qos: 1 })
    running.gateway.publish('a', 'two', { qos: 1 })
    const { messageId } = await device.next('publish')
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')

    device.send({ cmd: 'puback', messageId })

    expect(String((await device.next('publish')).payload)).toBe('two')
  })

  it('sends no packet that is larger than the client takes', async () => {
    const device = await subscribed(5, { properties: { maximumPacketSize: 50 } })

    running.gateway.publish('a', 'x'.repeat(60), { qos: 1 })
    running.gateway.publish('a', 'small', { qos: 1 })

    expect(String((await device.next('publish')).payload)).toBe('small')
  })

  it('is ended by an application', async () => {
    const device = await subscribed(5, { clean: false, properties: { sessionExpiryInterval: 60 } })

    expect(running.gateway.disconnectClient('device', { cleanSession: true })).toBe(true)

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x98 })
    expect(running.events.at(-1)).toMatchObject({ disconnectReason: 'API_INITIATED_DISCONNECT' })
    expect(running.gateway.disconnectClient('device')).toBe(false)
    const again = await open(5)
    expect(await again.connect({ clean: false })).toMatchObject({ sessionPresent: false })
  })
})

describe('versionNumber', () => {
  it('counts the connections of a client id, and begins anew after an hour without one', async () => {
    const running = await startGateway()
    const connectOnce = async (): Promise<void> => {
      const device = await openPacketClient(running)
      await device.connect({ clean: true })
      const events = running.events.length
      device.socket.destroy()
      await expect.poll(() => running.events.length).toBe(events + 1)
    }

    await connectOnce()
    await connectOnce()
    running.clock.advance(3_600_000)
    await connectOnce()

    expect(
      running.events.map(({ eventType, ...event }) => [
        eventType,
        'versionNumber' in event && event.versionNumber,
      ]),
    ).toEqual([
      ['connected', 0],
      ['disconnected', 0],
      ['connected', 1],
      ['disconnected', 1],
      ['connected', 0],
      ['disconnected', 0],
    ])
    await running.close()
  })
})

describe('the last will', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway({
      authenticate: async ({ mqtt }) => ({
        ...authenticated,
        disconnectAfterInSeconds: mqtt?.clientId === 'device' ? 600 : 86_400,
      }),
    })
  })
  afterEach(() => running.close())
  const withWill = async (properties = {}) => {
    const watcher = await openPacketClient(running)
    await watcher.connect({ clientId: 'watcher', keepalive: 1200 })
    watcher.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] })
    await watcher.next('suback')
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect({
      keepalive: 1200,
      will: { topic: 'gone', payload: 'device', qos: 1, properties },
      properties: { sessionExpiryInterval: 60 },
    })
    const sawNothing = async () => {
      watcher.send({ cmd: 'pingreq' })
      await watcher.next('pingresp')
    }
    return { watcher, device, sawNothing }
  }

  it('is published when the connection is lost', async () => {
    const { watcher, device } = await withWill()

    device.socket.destroy()

    expect(await watcher.next('publish')).toMatchObject({ topic: 'gone' })
    expect(running.events.at(-1)).toMatchObject({
      clientInitiatedDisconnect: false,
      disconnectReason: 'CONNECTION_LOST',
    })
  })

  it('is published when the token ends', async () => {
    const { watcher, device } = await withWill()

    running.clock.advance(600_000)

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x87 })
    expect(await watcher.next('publish')).toMatchObject({ topic: 'gone' })
  })

  it('is not published when the client says goodbye', async () => {
    const { device, sawNothing } = await withWill()

    device.send({ cmd: 'disconnect', reasonCode: 0 })

    await device.closed()
    await sawNothing()
    expect(running.events.at(-1)).toMatchObject({
      clientInitiatedDisconnect: true,
      disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
    })
  })

  it('is published when the client says goodbye and asks for it', async () => {
    const { watcher, device } = await withWill()

    device.send({ cmd: 'disconnect', reasonCode: 4 })

    expect(await watcher.next('publish')).toMatchObject({ topic: 'gone' })
  })

  it('is not published if an application prevents it', async () => {
    const { sawNothing } = await withWill()

    running.gateway.disconnectClient('device', { preventWillMessage: true })

    await sawNothing()
  })

  it('waits for its delay', async () => {
    const { watcher, device, sawNothing } = await withWill({ willDelayInterval: 30 })
    device.socket.destroy()
    await expect.poll(() => running.gateway.connections()).toHaveLength(1)
    await sawNothing()

    running.clock.advance(30_000)

    expect(await watcher.next('publish')).toMatchObject({ topic: 'gone' })
  })

  it('is not published if the client is back within its delay', async () => {
    const { device, sawNothing } = await withWill({ willDelayInterval: 30 })
    device.socket.destroy()
    await expect.poll(() => running.gateway.connections()).toHaveLength(1)
    const again = await openPacketClient({ ...running, version: 5 })
    await again.connect({ clean: false, keepalive: 1200 })

    running.clock.advance(30_000)

    await sawNothing()
  })
})
