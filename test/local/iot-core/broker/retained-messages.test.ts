import { describe, expect, it } from 'vitest'
import { RetainedMessages } from '../../../../local/iot-core/broker/retained-messages.ts'

const message = (topic: string, payload: string, expiresAt?: number) =>
  ({ topic, payload: Buffer.from(payload), qos: 1, retain: true, expiresAt }) as const

const create = (limits = {}) =>
  new RetainedMessages({ retainedMessages: 2, retainedBytes: 10_000, ...limits }, () => 1000)

describe('RetainedMessages', () => {
  it('keeps the last message of a topic', () => {
    const retained = create()

    retained.store(message('a', 'one'))
    retained.store(message('a', 'two'))

    expect(retained.list()).toEqual([
      { topic: 'a', payload: Buffer.from('two'), qos: 1, lastModified: new Date(1000) },
    ])
  })

  it('deletes by an empty message', () => {
    const retained = create()
    retained.store(message('a', 'one'))

    expect(retained.store(message('a', ''))).toBe(true)

    expect(retained.get('a')).toBeUndefined()
  })

  it('forgets a message whose time is over', () => {
    const retained = create()
    retained.store(message('a', 'one', 1000))
    retained.store(message('b', 'two', 1001))

    expect(retained.get('a')).toBeUndefined()
    expect(retained.list()).toMatchObject([{ topic: 'b' }])
  })

  it('has room for so many topics', () => {
    const retained = create()
    const isStored = ['a', 'b', 'c', 'a'].map((topic) => retained.store(message(topic, 'x')))

    expect(isStored).toEqual([true, true, false, true])
  })

  it('has room for so many bytes, and for more when some are deleted', () => {
    const retained = create({ retainedMessages: 100, retainedBytes: 500 })

    expect(retained.store(message('a', '123456'))).toBe(true)
    expect(retained.store(message('b', '123456'))).toBe(false)
    expect(retained.store(message('a', ''))).toBe(true)
    expect(retained.store(message('b', '123456'))).toBe(true)
  })

  it('counts properties, too', () => {
    const retained = create({ retainedBytes: 500 })
    const properties = { userProperties: { a: ['b', 'c'] } }

    expect(retained.store({ ...message('a', 'x'), properties })).toBe(false)
    expect(retained.store(message('a', 'x'))).toBe(true)
  })
})
