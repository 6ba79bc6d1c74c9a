import { describe, expect, it } from 'vitest'
import { lifecycleTopic } from '../../../local/iot-core/lifecycle-event.ts'

const event = (clientId: string) =>
  ({
    clientId,
    timestamp: 0,
    sessionIdentifier: 's',
    principalIdentifier: 'p',
    topics: ['a'],
    eventType: 'subscribed',
  }) as const

describe('lifecycleTopic', () => {
  it('names the kind of event and the client', () => {
    expect(lifecycleTopic(event('device'))).toBe('$aws/events/subscriptions/subscribed/device')
  })

  it.each(['', 'a+b', '#', 'x\u001b', 'x\uFFFE', 'x\uD800'])(
    'has none for the client id %j',
    (clientId) => {
      expect(lifecycleTopic(event(clientId))).toBeUndefined()
    },
  )
})
