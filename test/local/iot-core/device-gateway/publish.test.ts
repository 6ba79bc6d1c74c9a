import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { startGateway } from '../support/gateway.ts'
import type { PacketClient } from '../support/packet-client.ts'
import { openPacketClient } from '../support/packet-client.ts'

const publishOf = (topic: string, more: object = {}) =>
  ({
    cmd: 'publish',
    topic,
    payload: 'hello',
    qos: 1,
    messageId: 7,
    dup: false,
    retain: false,
    ...more,
  }) as const

describe('PUBLISH', () => {
  let running: RunningGateway
  let subscriber: PacketClient
  beforeEach(async () => {
    running = await startGateway()
    subscriber = await openPacketClient({ ...running, version: 5 })
    await subscriber.connect({ clientId: 'subscriber' })
    subscriber.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: '#', qos: 1 },
        { topic: 'a/b', qos: 0 },
      ],
    })
    await subscriber.next('suback')
  })
  afterEach(() => running.close())
  const connect = async (version: 4 | 5) => {
    const device = await openPacketClient({ ...running, version })
    await device.connect()
    running.decisions.length = 0
    return device
  }

  it('delivers once for overlapping filters, at the higher QoS, and acknowledges', async () => {
    const device = await connect(4)

    device.send(publishOf('a/b'))

    expect(await device.next('puback')).toMatchObject({ messageId: 7 })
    const message = await subscriber.next('publish')
    expect(message).toMatchObject({ topic: 'a/b', qos: 1, retain: false, dup: false })
    expect(String(message.payload)).toBe('hello')
    expect(running.decisions).toMatchObject([
      { event: 'Publish', outcome: 'allowed', resource: 'a/b', clientId: 'device' },
    ])
  })

  it('delivers QoS 0 as QoS 0 and acknowledges nothing', async () => {
    const device = await connect(4)

    device.send(publishOf('a/b', { qos: 0, messageId: undefined }))
    device.send({ cmd: 'pingreq' })

    await device.next('pingresp')
    expect(await subscriber.next('publish')).toMatchObject({ qos: 0 })
  })

  it('hands MQTT 5 properties on, with what is left of the expiry', async () => {
    const device = await connect(5)
    const properties = {
      contentType: 'text/plain',
      responseTopic: 'answers',
      correlationData: Buffer.from([1, 2]),
      payloadFormatIndicator: true,
      userProperties: { name: ['one', 'two'] },
    }

    device.send(publishOf('a/b', { properties: { ...properties, messageExpiryInterval: 60 } }))

    expect(await device.next('puback')).toMatchObject({ reasonCode: 0 })
    const message = await subscriber.next('publish')
    expect(message.properties).toEqual({
      ...properties,
      messageExpiryInterval: 60,
      userProperties: { name: ['one', 'two'] },
    })
  })

  it('resolves topic aliases', async () => {
    const device = await connect(5)

    device.send(publishOf('a/b', { properties: { topicAlias: 8 } }))
    device.send(publishOf('', { properties: { topicAlias: 8 } }))

    expect(await subscriber.next('publish')).toMatchObject({ topic: 'a/b' })
    expect(await subscriber.next('publish')).toMatchObject({ topic: 'a/b' })
  })

  it.each([0, 1] as const)(
    'drops an MQTT 3.1.1 client for a denied topic at QoS %i',
    async (qos) => {
      const device = await connect(4)

      device.send(publishOf('denied/x', { qos, messageId: qos === 0 ? undefined : 1 }))

      expect(await device.closed()).toEqual([])
      expect(running.decisions).toMatchObject([
        { event: 'Publish', outcome: 'refused', reason: 'IMPLICIT_DENY', resource: 'denied/x' },
        { event: 'Disconnect', reason: 'AUTH_ERROR' },
      ])
    },
  )

  it('tells an MQTT 5 client that its topic is denied and keeps the connection', async () => {
    const device = await connect(5)

    device.send(publishOf('denied/x'))
    device.send({ cmd: 'pingreq' })

    expect(await device.next('puback')).toMatchObject({ messageId: 7, reasonCode: 0x87 })
    await device.next('pingresp')
  })

  it('disconnects an MQTT 5 client for a denied topic at QoS 0', async () => {
    const device = await connect(5)

    device.send(publishOf('denied/x', { qos: 0, messageId: undefined }))

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x87 })
    await device.closed()
  })

  it('wants iot:RetainPublish for a retained message', async () => {
    const device = await connect(5)

    device.send(publishOf('no-retainpublish', { retain: true }))

    expect(await device.next('puback')).toMatchObject({ reasonCode: 0x87 })
    expect(running.gateway.retainedMessages()).toEqual([])
  })

  it.each([
    ['a wildcard', 'a/+', {}, 0x90],
    ['no topic', '', {}, 0x90],
    ['257 bytes', 'x'.repeat(257), {}, 0x90],
    ['eight slashes', 'a/b/c/d/e/f/g/h/i', {}, 0x90],
    ['a reserved topic', '$aws/things/x/shadow', {}, 0x90],
    ['basic ingest', '$aws/rules/rule', {}, 0x90],
    ['U+0000', 'a\u0000b', {}, 0x90],
    ['a payload over 128 KB', 'a', { payload: Buffer.alloc(131_073) }, 0x97],
    [
      'more than 100 user properties',
      'a',
      { properties: { userProperties: { a: Array(60).fill('x'), b: Array(41).fill('y') } } },
      0x97,
    ],
    ['packet identifier 0', 'a', { messageId: 0 }, 0x82],
    ['an alias above 8', 'a', { properties: { topicAlias: 9 } }, 0x94],
    ['alias 0', 'a', { properties: { topicAlias: 0 } }, 0x94],
    ['an unknown alias', '', { properties: { topicAlias: 3 } }, 0x82],
    ['QoS 2', 'a', { qos: 2 }, 0x9b],
  ])('disconnects an MQTT 5 client for %s', async (_what, topic, more, reasonCode) => {
    const device = await connect(5)

    device.send(publishOf(topic, more))

    expect(await device.next('disconnect')).toMatchObject({ reasonCode })
    await device.closed()
    expect(running.decisions).toMatchObject([
      { event: 'Publish', outcome: 'refused' },
      { event: 'Disconnect', reason: 'CLIENT_ERROR' },
    ])
  })

  it('says nothing about QoS 2 to an MQTT 3.1.1 client', async () => {
    const device = await connect(4)

    device.send(publishOf('a', { qos: 2 }))
    device.send({ cmd: 'pingreq' })

    await device.next('pingresp')
    expect(running.decisions).toMatchObject([{ outcome: 'refused', reason: 'PROTOCOL_ERROR' }])
  })

  it('discards what is above 100 publishes a second', async () => {
    const device = await connect(4)

    for (let messageId = 1; messageId <= 110; messageId += 1)
      device.send(publishOf('b', { messageId }))
    device.send({ cmd: 'pingreq' })

    for (let messageId = 1; messageId <= 100; messageId += 1) await device.next('puback')
    await device.next('pingresp')
    expect(running.decisions.filter(({ outcome }) => outcome === 'refused')).toMatchObject([
      { event: 'Publish', reason: 'QUOTA_EXCEEDED' },
    ])
  })

  it('takes a payload of 128 KB', async () => {
    const device = await connect(4)

    device.send(publishOf('a', { payload: Buffer.alloc(131_072, 'x') }))

    await device.next('puback')
    expect((await subscriber.next('publish')).payload).toHaveLength(131_072)
  })

  it('keeps the last retained message, delivers it live without the flag, and deletes it by an empty one', async () => {
    const device = await connect(4)

    device.send(publishOf('kept', { retain: true }))
    await device.next('puback')
    expect(running.gateway.retainedMessages()).toMatchObject([{ topic: 'kept', qos: 1 }])
    device.send(publishOf('kept', { retain: true, payload: '' }))
    await device.next('puback')

    expect(running.gateway.retainedMessages()).toEqual([])
    expect(await subscriber.next('publish')).toMatchObject({ retain: false })
    expect(await subscriber.next('publish')).toMatchObject({ payload: Buffer.alloc(0) })
  })

  it('delivers what an application publishes', async () => {
    running.gateway.publish('a/b', 'from the cloud', { qos: 1 })

    expect(String((await subscriber.next('publish')).payload)).toBe('from the cloud')
  })

  it.each(['a/#', '$aws/x', ''])('refuses to publish to %j for an application', (topic) => {
    expect(() => running.gateway.publish(topic, 'x')).toThrow('expected')
  })
})

describe('PUBLISH with other choices', () => {
  it.each([
    ['acknowledge-and-disconnect', ['puback', 'disconnect']],
    ['disconnect', ['disconnect']],
  ] as const)('answers a denial with %s', async (mqtt5Denial, expected) => {
    const running = await startGateway({ behaviour: { mqtt5Denial } })
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect()

    device.send(publishOf('denied'))

    for (const cmd of expected) expect(await device.next(cmd)).toMatchObject({ reasonCode: 0x87 })
    expect(await device.closed()).toEqual([])
    await running.close()
  })
})
