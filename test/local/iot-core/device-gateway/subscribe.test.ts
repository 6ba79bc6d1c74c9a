import type { ISubscription } from 'mqtt-packet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { startGateway } from '../support/gateway.ts'
import { openPacketClient } from '../support/packet-client.ts'

const subscribeTo = (subscriptions: ISubscription[], properties = {}) =>
  ({ cmd: 'subscribe', messageId: 9, subscriptions, properties }) as const

const filters = (count: number, prefix = 'f'): ISubscription[] =>
  Array.from({ length: count }, (_, index) => ({ topic: `${prefix}${index}`, qos: 0 }))

describe('SUBSCRIBE', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(() => running.close())
  const connect = async (version: 4 | 5, clientId = 'device') => {
    const device = await openPacketClient({ ...running, version })
    await device.connect({ clientId })
    running.decisions.length = 0
    running.events.length = 0
    return device
  }

  it('grants QoS 0 and 1 and announces the filters', async () => {
    const device = await connect(4)

    device.send(
      subscribeTo([
        { topic: 'a/#', qos: 1 },
        { topic: 'b', qos: 0 },
      ]),
    )

    expect(await device.next('suback')).toMatchObject({ messageId: 9, granted: [1, 0] })
    expect(running.decisions).toMatchObject([
      { event: 'Subscribe', outcome: 'allowed', resource: 'a/#' },
      { event: 'Subscribe', outcome: 'allowed', resource: 'b' },
    ])
    expect(running.events).toMatchObject([{ eventType: 'subscribed', topics: ['a/#', 'b'] }])
  })

  it.each([
    ['a denied filter', 'denied/#', 'IMPLICIT_DENY', 0x87],
    ['a misplaced wildcard', 'a/#/b', 'TOPIC_INVALID', 0x8f],
    ['a reserved filter', '$aws/things/x', 'TOPIC_RESERVED', 0x8f],
    ['a filter of 9 levels', 'a/b/c/d/e/f/g/h/i', 'TOPIC_INVALID', 0x8f],
  ])('drops MQTT 3.1.1 and tells MQTT 5 for %s', async (_what, topic, reason, code) => {
    const mqtt3 = await connect(4)
    const mqtt5 = await connect(5, 'other')

    mqtt3.send(
      subscribeTo([
        { topic: 'fine', qos: 0 },
        { topic, qos: 0 },
      ]),
    )
    expect(await mqtt3.closed()).toEqual([])
    expect(running.decisions).toMatchObject([
      { outcome: 'allowed' },
      { event: 'Subscribe', outcome: 'refused', reason, resource: topic },
      { event: 'Disconnect' },
    ])

    mqtt5.send(
      subscribeTo([
        { topic: 'fine', qos: 1 },
        { topic, qos: 0 },
      ]),
    )
    mqtt5.send({ cmd: 'pingreq' })
    expect(await mqtt5.next('suback')).toMatchObject({ granted: [1, code] })
    await mqtt5.next('pingresp')
  })

  it('says nothing about QoS 2 to MQTT 3.1.1, and disconnects MQTT 5', async () => {
    const mqtt3 = await connect(4)
    const mqtt5 = await connect(5, 'other')

    mqtt3.send(subscribeTo([{ topic: 'a', qos: 2 }]))
    mqtt3.send({ cmd: 'pingreq' })
    mqtt5.send(subscribeTo([{ topic: 'a', qos: 2 }]))

    await mqtt3.next('pingresp')
    expect(await mqtt5.next('disconnect')).toMatchObject({ reasonCode: 0x9b })
  })

  it.each([
    ['nine filters', filters(9), {}, 0x97],
    ['a subscription identifier', filters(1), { subscriptionIdentifier: 5 }, 0xa1],
    ['No Local on a shared filter', [{ topic: '$share/g/a', qos: 0 as const, nl: true }], {}, 0x82],
  ])('disconnects MQTT 5 for %s', async (_what, subscriptions, properties, reasonCode) => {
    const device = await connect(5)

    device.send(subscribeTo(subscriptions, properties))

    expect(await device.next('disconnect')).toMatchObject({ reasonCode })
    await device.closed()
  })

  it('refuses the fifty-first subscription', async () => {
    const device = await connect(5)
    for (let round = 0; round < 6; round += 1) {
      device.send(subscribeTo(filters(8, `${round}-`)))
      await device.next('suback')
    }

    device.send(subscribeTo([...filters(3, 'last-'), { topic: '0-0', qos: 1 }]))

    expect(await device.next('suback')).toMatchObject({ granted: [0, 0, 0x97, 1] })
  })

  it('sends a retained message for the exact filter only', async () => {
    const device = await connect(5)
    running.gateway.publish('kept/x', 'kept', { retain: true, qos: 1 })

    device.send(
      subscribeTo([
        { topic: 'kept/+', qos: 1 },
        { topic: '$share/g/kept/x', qos: 1 },
        { topic: 'kept/x', qos: 0 },
      ]),
    )

    await device.next('suback')
    expect(await device.next('publish')).toMatchObject({ topic: 'kept/x', retain: true, qos: 0 })
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')
  })

  it.each([
    [0, 2],
    [1, 1],
    [2, 0],
  ])('honours retain handling %i', async (rh, expected) => {
    const device = await connect(5)
    running.gateway.publish('kept', 'kept', { retain: true })

    device.send(subscribeTo([{ topic: 'kept', qos: 0, rh }]))
    device.send(subscribeTo([{ topic: 'kept', qos: 0, rh }]))
    device.send({ cmd: 'disconnect' })

    const sent = (await device.closed()).map(({ cmd }) => cmd)
    expect(sent.filter((cmd) => cmd === 'publish')).toHaveLength(expected)
    expect(sent.filter((cmd) => cmd === 'suback')).toHaveLength(2)
  })

  it('does not deliver what iot:Receive denies, and tells the operator', async () => {
    const device = await connect(4)
    device.send(subscribeTo([{ topic: '#', qos: 1 }]))
    await device.next('suback')
    running.decisions.length = 0

    running.gateway.publish('denied/topic', 'hidden', { qos: 1 })
    running.gateway.publish('open', 'shown', { qos: 0 })

    expect(await device.next('publish')).toMatchObject({ topic: 'open' })
    expect(running.decisions).toMatchObject([
      { event: 'Receive', outcome: 'refused', resource: 'denied/topic', clientId: 'device' },
    ])
  })

  it('does not send back what the client published if it asked so', async () => {
    const device = await connect(5)
    device.send(subscribeTo([{ topic: 'a', qos: 0, nl: true }]))
    await device.next('suback')

    device.send({
      cmd: 'publish',
      topic: 'a',
      payload: 'x',
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    })
    await device.next('puback')
    running.gateway.publish('a', 'from elsewhere')

    expect(String((await device.next('publish')).payload)).toBe('from elsewhere')
  })

  it('gives a shared subscription to one member at a time', async () => {
    const members = [await connect(4, 'one'), await connect(5, 'two')]
    for (const member of members) {
      member.send(subscribeTo([{ topic: '$share/group/a/+', qos: 0 }]))
      await member.next('suback')
    }

    running.gateway.publish('a/x', 'first')
    running.gateway.publish('a/x', 'second')

    const payloads = await Promise.all(
      members.map(async (member) => String((await member.next('publish')).payload)),
    )
    expect(payloads.sort()).toEqual(['first', 'second'])
  })

  it('shows its own presence events to a device that may see them', async () => {
    const device = await connect(4)
    device.send(subscribeTo([{ topic: '$aws/events/presence/connected/+', qos: 0 }]))
    await device.next('suback')

    const other = await connect(4, 'other')

    const event = await device.next('publish')
    expect(event.topic).toBe('$aws/events/presence/connected/other')
    expect(JSON.parse(String(event.payload))).toMatchObject({
      clientId: 'other',
      eventType: 'connected',
      principalIdentifier: 'principal',
      ipAddress: '127.0.0.1',
      versionNumber: 0,
    })
    other.socket.destroy()
  })

  it('ends a subscription', async () => {
    const device = await connect(5)
    device.send(subscribeTo([{ topic: 'a', qos: 0 }]))
    await device.next('suback')

    device.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a', 'unknown'] })

    expect(await device.next('unsuback')).toMatchObject({ messageId: 3, granted: [0, 0] })
    running.gateway.publish('a', 'unheard')
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')
    expect(running.events.at(-1)).toMatchObject({ eventType: 'unsubscribed', topics: ['a'] })
  })

  it('takes a shared filter as a whole for the policy, or its filter if told so', async () => {
    const device = await connect(5)
    device.send(subscribeTo([{ topic: '$share/denied/a', qos: 0 }]))
    expect(await device.next('suback')).toMatchObject({ granted: [0x87] })
    const lenient = await startGateway({ behaviour: { sharedFilterResource: 'filter' } })
    const other = await openPacketClient({ ...lenient, version: 5 })
    await other.connect()

    other.send(subscribeTo([{ topic: '$share/denied/a', qos: 0 }]))

    expect(await other.next('suback')).toMatchObject({ granted: [0] })
    await lenient.close()
  })
})
