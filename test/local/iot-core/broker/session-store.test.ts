import { describe, expect, it } from 'vitest'
import { Broker } from '../../../../local/iot-core/broker/broker.ts'
import { RetainedMessages } from '../../../../local/iot-core/broker/retained-messages.ts'
import { SessionStore } from '../../../../local/iot-core/broker/session-store.ts'
import { defaultQuotas } from '../../../../local/iot-core/quotas.ts'
import { parseTopicFilter } from '../../../../local/iot-core/topic-filter.ts'
import { createFakeClock } from '../support/fake-clock.ts'

const create = (limits = {}) => {
  const clock = createFakeClock()
  const broker = new Broker(new RetainedMessages(defaultQuotas, clock.now))
  const store = new SessionStore({ ...defaultQuotas, ...limits }, clock, broker)
  const open = (key: string, isResuming = true, expirySeconds = 60) =>
    store.open({ key, family: 'MQTT3', expirySeconds }, isResuming)
  return { clock, broker, store, open }
}

describe('SessionStore', () => {
  it('keeps a released session until it expires', () => {
    const { clock, store, open } = create()
    store.release(open('a').session)
    clock.advance(59_999)
    const again = open('a')
    expect(again.isPresent).toBe(true)

    store.release(again.session)
    clock.advance(60_000)

    expect(open('a').isPresent).toBe(false)
  })

  it('lets no session expire while it is connected', () => {
    const { clock, store, open } = create()
    store.release(open('a').session)
    open('a')

    clock.advance(3_600_000)

    expect(open('a').isPresent).toBe(true)
  })

  it('begins anew when asked to, and forgets the old subscriptions', () => {
    const { store, broker, open } = create()
    const { session } = open('a')
    const parsed = parseTopicFilter('x', defaultQuotas)
    if ('fault' in parsed) throw new Error(parsed.fault.detail)
    broker.subscribe(session, { filter: parsed.filter, qos: 1, noLocal: false })
    store.release(session)

    const { session: anew, isPresent } = open('a', false)
    broker.publish({ topic: 'x', payload: Buffer.from('x'), qos: 1, retain: false })

    expect(isPresent).toBe(false)
    expect([session.undelivered, anew.undelivered]).toEqual([0, 0])
  })

  it('keeps no session without expiry', () => {
    const { store, open } = create()
    store.release(open('a', true, 0).session)

    expect(open('a').isPresent).toBe(false)
  })

  it('keeps so many sessions and no more', () => {
    const { store, open } = create({ persistentSessions: 1 })
    store.release(open('a').session)
    store.release(open('b').session)

    expect(open('a').isPresent).toBe(true)
    expect(open('b').isPresent).toBe(false)
  })
})
