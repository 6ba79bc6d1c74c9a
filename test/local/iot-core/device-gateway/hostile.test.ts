import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect as connectPlain } from 'node:net'
import { connect } from 'node:tls'
import { generate } from 'mqtt-packet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { authenticated, startGateway } from '../support/gateway.ts'
import { isClosed } from '../support/is-closed.ts'
import { openPacketClient } from '../support/packet-client.ts'

const connectTcp = async (port: number): Promise<Socket> => {
  const socket = connectPlain({ host: '127.0.0.1', port })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const connectHead = Buffer.from('00044d515454', 'hex')

describe('a hostile client', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(async () => {
    const device = await openPacketClient(running)
    expect(await device.connect({ clientId: 'well-behaved' })).toMatchObject({ returnCode: 0 })
    await running.close()
  })

  it.each([
    ['a CONNECT that announces 256 MB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
    ['a CONNECT just over 128 KB', Buffer.from([0x10, 0x80, 0x80, 0x08])],
    ['a remaining length of five bytes', Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01])],
    ['an empty CONNECT', Buffer.from([0x10, 0x00])],
    ['a CONNECT of another protocol', Buffer.from('100c00044d5154580402003c0000', 'hex')],
    ['a CONNECT cut short', Buffer.concat([Buffer.from([0x10, connectHead.length]), connectHead])],
    ['a CONNECT with the reserved flag', Buffer.from('100c00044d5154540403003c0000', 'hex')],
    [
      'a CONNECT whose client id runs out of the packet',
      Buffer.from('100c00044d5154540402003cffff', 'hex'),
    ],
    [
      'a CONNECT of MQTT 5 whose properties run out',
      Buffer.from('100f00044d5154540502003cff7f110000', 'hex'),
    ],
    [
      'a CONNECT of MQTT 5 with two Receive Maximums',
      Buffer.from('101300044d5154540502003c06210001210002000161', 'hex'),
    ],
    ['packet type 0', Buffer.from([0x00, 0x00])],
    ['a PUBLISH first', Buffer.from([0x30, 0x00])],
    ['zeros', Buffer.alloc(100)],
    ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('gets nowhere with %s', async (_what, bytes) => {
    const device = await openPacketClient(running)

    device.socket.write(bytes)

    expect(await device.closed()).toEqual([])
    expect(running.decisions).toMatchObject([
      { event: 'Connect', outcome: 'refused', reason: 'PROTOCOL_ERROR' },
    ])
    expect(running.contexts).toEqual([])
  })

  it('gets nowhere with packets before CONNACK', async () => {
    const device = await openPacketClient(running)
    const connectPacket = generate({ cmd: 'connect', clientId: 'device', clean: true })

    device.socket.write(Buffer.concat([connectPacket, generate({ cmd: 'pingreq' })]))

    expect(await device.closed()).toEqual([])
    expect(running.gateway.connections()).toEqual([])
  })

  it.each([
    ['a reserved packet type', Buffer.from([0xf0, 0x00])],
    ['a SUBSCRIBE without its flags', Buffer.from('80060001000161' + '00', 'hex')],
    ['a SUBSCRIBE without filters', Buffer.from('82020001', 'hex')],
    ['a SUBSCRIBE with reserved option bits', Buffer.from('820600010001610c', 'hex')],
    ['a SUBSCRIBE cut short', Buffer.from('8204000100ff', 'hex')],
    ['a PUBLISH with QoS 3', Buffer.from('3605000161000161', 'hex')],
    ['a PUBLISH without its packet identifier', Buffer.from('3203000161', 'hex')],
    ['a PUBLISH whose topic runs out of the packet', Buffer.from('300300ff61', 'hex')],
    ['an UNSUBSCRIBE without filters', Buffer.from('a2020001', 'hex')],
    ['a CONNACK', Buffer.from('20020000', 'hex')],
    ['a PUBREL', Buffer.from('62020001', 'hex')],
    ['a packet of 150 KB', Buffer.from([0x30, 0xf0, 0x93, 0x09])],
  ])('is disconnected for %s', async (_what, bytes) => {
    const device = await openPacketClient(running)
    await device.connect()

    device.socket.write(bytes)

    expect(await device.closed()).toEqual([])
    expect(running.events.at(-1)).toMatchObject({ disconnectReason: 'CLIENT_ERROR' })
  })

  it('costs nobody a connection by what an observer makes of it', async () => {
    await running.close()
    const warned = once(process, 'warning')
    running = await startGateway({
      onDecision: () => {
        throw new Error('broken observer')
      },
    })
    const device = await openPacketClient(running)

    expect(await device.connect()).toMatchObject({ returnCode: 0 })

    expect(await warned).toMatchObject([{ message: 'broken observer' }])
  })

  it('does not wait for ever for an authorizer', async () => {
    await running.close()
    running = await startGateway({
      authenticate: ({ mqtt }) =>
        mqtt?.clientId === 'stuck' ? new Promise(() => {}) : Promise.resolve(authenticated),
    })
    const device = await openPacketClient(running)
    device.send({ cmd: 'connect', clientId: 'stuck' })
    await expect.poll(() => running.contexts).toHaveLength(1)

    running.clock.advance(30_000)

    expect(await device.closed()).toEqual([])
  })

  it('is shown to the operator in bounded length', async () => {
    const device = await openPacketClient(running)
    await device.connect()

    device.send({
      cmd: 'publish',
      topic: 'x'.repeat(65_000),
      payload: '',
      qos: 0,
      dup: false,
      retain: false,
    })

    await device.closed()
    expect(running.decisions.find(({ event }) => event === 'Publish')?.resource).toHaveLength(512)
  })

  it('may send an UNSUBSCRIBE and a PUBACK of what never was', async () => {
    const device = await openPacketClient(running)
    await device.connect()

    device.send({ cmd: 'puback', messageId: 99 })
    device.send({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['$share/never/was'] })

    await device.next('unsuback')
  })

  it('may trickle a CONNECT byte by byte', async () => {
    const device = await openPacketClient(running)

    for (const byte of generate({
      cmd: 'connect',
      clientId: 'slow',
      clean: true,
      username: 'right',
    }))
      device.socket.write(Buffer.from([byte]))

    expect(await device.next('connack')).toMatchObject({ returnCode: 0 })
  })

  it.each([
    ['without a CONNECT', ['mqtt'], { strangers: 2 }],
    ['of one address without a CONNECT', ['mqtt'], { strangersPerAddress: 2 }],
    ['without a request', ['http/1.1'], { strangers: 2 }],
  ])('makes room for others when there are too many connections %s', async (_, alpn, quotas) => {
    await running.close()
    running = await startGateway({ quotas })
    const first = await openPacketClient({ ...running, ALPNProtocols: alpn })
    const second = await openPacketClient({ ...running, ALPNProtocols: alpn })
    const device = await openPacketClient(running)

    expect(await device.connect()).toMatchObject({ returnCode: 0 })

    await Promise.race([first.closed(), second.closed()])
    for (const { socket } of [first, second]) socket.destroy()
  })

  it('makes room for others when too many have not finished their handshake', async () => {
    await running.close()
    running = await startGateway({ quotas: { strangers: 2 } })
    const idle = [await connectTcp(running.port), await connectTcp(running.port)]
    const device = await openPacketClient(running)

    expect(await device.connect()).toMatchObject({ returnCode: 0 })

    for (const socket of idle) socket.destroy()
  })

  it('is read in slices when it floods with packets', async () => {
    await running.close()
    running = await startGateway({ quotas: { packetsPerSecond: 10 } })
    const device = await openPacketClient(running)
    await device.connect()
    const answers: number[] = []
    device.socket.on('data', (chunk: Buffer) => answers.push(chunk.length))
    const answered = () => answers.reduce((sum, bytes) => sum + bytes, 0) / 2

    device.socket.write(Buffer.concat(Array(30).fill(generate({ cmd: 'pingreq' }))))

    await expect.poll(answered).toBeGreaterThan(0)
    await device.next('pingresp')
    expect(answered()).toBeLessThan(30)
    for (let second = 0; second < 60; second += 1) running.clock.advance(100)
    await expect.poll(answered).toBe(30)
  })

  it('of MQTT 5 is disconnected after too many topic filters that were refused', async () => {
    await running.close()
    running = await startGateway({ quotas: { refusedFilters: 2 } })
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect()
    const subscribe = () =>
      device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'denied', qos: 0 }] })

    for (let round = 0; round < 2; round += 1) {
      subscribe()
      await device.next('suback')
    }
    subscribe()

    await device.next('suback')
    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x97 })
  })

  it('is cut off when it does not read', async () => {
    await running.close()
    running = await startGateway({
      quotas: { unreadBytes: 1000, inFlightMessages: 10_000, publishesOutPerSecond: 10_000 },
    })
    const device = await openPacketClient(running)
    await device.connect()
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 1 }] })
    await device.next('suback')
    device.socket.pause()

    for (let index = 0; index < 200; index += 1)
      running.gateway.publish('a', Buffer.alloc(131_072), { qos: 1 })

    expect(running.gateway.connections()).toEqual([])
    expect(running.events.at(-1)).toMatchObject({ disconnectReason: 'CLIENT_ERROR' })
    device.socket.destroy()
  })

  it.each([
    ['garbage', 'x'.repeat(100)],
    ['headers without end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}`],
    ['a huge target', `POST /topics/${'x'.repeat(40_000)} HTTP/1.1\r\n\r\n`],
    ['twenty requests at once', 'GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20)],
  ])('gets nowhere over HTTPS with %s', async (_what, text) => {
    const socket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
    })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')

    socket.write(text)

    expect(await isClosed(socket)).toBe(true)
    expect(running.contexts).toEqual([])
  })
})
