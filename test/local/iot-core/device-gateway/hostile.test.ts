import { once } from 'node:events'
import { connect } from 'node:tls'
import { generate } from 'mqtt-packet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { authenticated, startGateway } from '../support/gateway.ts'
import { isClosed } from '../support/is-closed.ts'
import { openPacketClient } from '../support/packet-client.ts'

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

  it('finds no room among too many that sent no CONNECT', async () => {
    await running.close()
    running = await startGateway({ quotas: { strangers: 2 } })
    const idle = [await openPacketClient(running), await openPacketClient(running)]
    const late = await openPacketClient(running)

    expect(await late.closed()).toEqual([])

    for (const { socket } of idle) socket.destroy()
    await expect
      .poll(async () =>
        (await openPacketClient(running)).connect().then(
          ({ returnCode }) => returnCode,
          () => -1,
        ),
      )
      .toBe(0)
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
