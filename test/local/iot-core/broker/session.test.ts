import { describe, expect, it } from 'vitest'
import type { Delivery, Message } from '../../../../local/iot-core/broker/message.ts'
import type { Outlet } from '../../../../local/iot-core/broker/session.ts'
import { Session } from '../../../../local/iot-core/broker/session.ts'
import { defaultQuotas } from '../../../../local/iot-core/quotas.ts'
import { createFakeClock } from '../support/fake-clock.ts'

const message = (payload: string, more: Partial<Message> = {}): Message => ({
  topic: 'a',
  payload: Buffer.from(payload),
  qos: 1,
  retain: false,
  ...more,
})

const create = (quotas: Partial<typeof defaultQuotas> = {}) => {
  const clock = createFakeClock()
  const identity = { key: 'device', family: 'MQTT3', expirySeconds: 60 } as const
  return { clock, session: new Session(identity, { ...defaultQuotas, ...quotas }, clock) }
}

const createOutlet = (
  receiveMaximum = 1000,
  isTaken: (delivery: Delivery) => boolean = () => true,
) => {
  const sent: string[] = []
  const outlet: Outlet = {
    receiveMaximum,
    deliver(delivery, messageId, isRepeated) {
      const taken = isTaken(delivery)
      if (taken) sent.push(`${messageId}:${delivery.message.payload}${isRepeated ? ' again' : ''}`)
      return taken
    },
  }
  return { outlet, sent }
}

describe('Session', () => {
  it('sends at once while connected', () => {
    const { session } = create()
    const { outlet, sent } = createOutlet()
    session.attach(outlet)

    session.offer(message('one'), 1, false)
    session.offer(message('two'), 0, false)

    expect(sent).toEqual(['1:one', 'undefined:two'])
  })

  it('keeps QoS 1 only while nobody is connected', () => {
    const { session } = create()

    session.offer(message('kept'), 1, false)
    session.offer(message('lost'), 0, false)

    expect(session.undelivered).toBe(1)
  })

  it('repeats what was not acknowledged first, and marks it', () => {
    const { session } = create()
    const first = createOutlet()
    session.attach(first.outlet)
    session.offer(message('one'), 1, false)
    session.offer(message('two'), 1, false)
    session.acknowledge(1)
    session.detach()
    session.offer(message('three'), 1, false)
    const second = createOutlet()

    session.attach(second.outlet)

    expect(second.sent).toEqual(['3:two again', '4:three'])
  })

  it('keeps to the smaller window', () => {
    const { session } = create({ inFlightMessages: 5 })
    const { outlet, sent } = createOutlet(2)
    session.attach(outlet)
    for (const text of ['one', 'two', 'three']) session.offer(message(text), 1, false)
    expect(sent).toHaveLength(2)

    expect(session.acknowledge(9)).toBe(false)
    expect(session.acknowledge(2)).toBe(true)

    expect(sent).toEqual(['1:one', '2:two', '3:three'])
  })

  it('forgets what the connection will not take', () => {
    const { session } = create()
    const { outlet, sent } = createOutlet(
      1,
      (delivery) => String(delivery.message.payload) !== 'denied',
    )
    session.attach(outlet)

    session.offer(message('denied'), 1, false)
    session.offer(message('fine'), 1, false)

    expect(sent).toEqual(['2:fine'])
  })

  it('drops a message whose time is over', () => {
    const { session, clock } = create()
    session.offer(message('old', { expiresAt: clock.now() + 1000 }), 1, false)
    session.offer(message('lasting'), 1, false)
    clock.advance(1000)
    const { outlet, sent } = createOutlet()

    session.attach(outlet)

    expect(sent).toEqual(['1:lasting'])
  })

  it.each([
    ['messages', { queuedMessagesPerSession: 2 }],
    ['bytes', { queuedBytesPerSession: 600 }],
  ])('bounds its queue in %s', (_what, quotas) => {
    const { session } = create(quotas)

    for (const text of ['1111', '2222', '3333']) session.offer(message(text), 1, false)

    expect(session.undelivered).toBe(2)
  })

  it('discards QoS 0 above the rate and delays QoS 1', () => {
    const { session, clock } = create({ publishesOutPerSecond: 2 })
    const { outlet, sent } = createOutlet()
    session.attach(outlet)
    for (const text of ['one', 'two', 'three']) session.offer(message(text), 1, false)
    session.offer(message('lost'), 0, false)
    expect(sent).toEqual(['1:one', '2:two'])

    clock.advance(500)

    expect(sent).toEqual(['1:one', '2:two', '3:three'])
  })

  it('gives message ids out anew after 65,535, but none that is in flight', () => {
    const { session } = create({ publishesOutPerSecond: Number.POSITIVE_INFINITY })
    const { outlet, sent } = createOutlet()
    session.attach(outlet)
    session.offer(message('first'), 1, false)

    for (let id = 2; id <= 65_535; id += 1) {
      session.offer(message('x'), 1, false)
      session.acknowledge(id)
    }
    session.offer(message('last'), 1, false)

    expect(sent.at(-1)).toBe('2:last')
  })
})
