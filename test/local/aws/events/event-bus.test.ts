import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { BusActivity } from '../../../../local/aws/events/bus-activity.ts'
import type { BusEvent } from '../../../../local/aws/events/bus-event.ts'
import { EventBus } from '../../../../local/aws/events/event-bus.ts'
import { createFakeClock, type FakeClock } from '../../iot-core/support/fake-clock.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }
const arn = 'arn:aws:events:eu-west-1:111122223333:rule/r'
const suspended = { source: 'simpass', detailType: 'SIM Suspended', detail: { iccid: '89' } }

let clock: FakeClock
let activities: BusActivity[]
let bus: EventBus
let delivered: BusEvent[]

beforeEach(() => {
  clock = createFakeClock(Date.UTC(2026, 10, 22, 9, 0, 0, 500))
  activities = []
  delivered = []
  bus = new EventBus({ account, clock, onActivity: (activity) => activities.push(activity) })
})

const rule = {
  arn,
  pattern: { source: ['simpass'] },
  targets: [(event: BusEvent) => void delivered.push(event)],
}

describe('EventBus', () => {
  it('hands an event to the targets of the rules that it matches', () => {
    bus.addRule(rule)
    bus.addRule({ ...rule, pattern: { source: ['other'] } })

    const id = bus.put(suspended)

    expect(delivered).toEqual([
      {
        version: '0',
        id,
        'detail-type': 'SIM Suspended',
        source: 'simpass',
        account: '111122223333',
        time: '2026-11-22T09:00:00Z',
        region: 'eu-west-1',
        resources: [],
        detail: { iccid: '89' },
      },
    ])
  })

  it('tells of every event, also of one that no rule matches', () => {
    bus.put(suspended)

    expect(activities).toMatchObject([{ kind: 'event', event: { 'detail-type': 'SIM Suspended' } }])
  })

  it('tells of a target that fails, and still reaches the others', async () => {
    bus.addRule({ ...rule, targets: [() => Promise.reject(new Error('no way')), ...rule.targets] })

    bus.put(suspended)

    await vi.waitFor(() =>
      expect(activities.at(-1)).toMatchObject({ kind: 'failure', reason: 'no way' }),
    )
    expect(delivered).toHaveLength(1)
  })

  it('makes an event of a schedule after each pause, until it is closed', () => {
    bus.addRule({ arn, everyMs: 60_000, targets: rule.targets })

    clock.advance(59_999)
    expect(delivered).toEqual([])
    clock.advance(120_001)
    expect(delivered).toHaveLength(3)
    bus.close()
    clock.advance(600_000)

    expect(delivered).toHaveLength(3)
    expect(delivered[0]).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      resources: [arn],
      time: '2026-11-22T09:01:00Z',
      detail: {},
    })
    expect(activities).toEqual([])
  })

  it('says nothing of what fails after it was closed', async () => {
    let fail: (error: Error) => void = () => {}
    const delivery = new Promise<void>((_, reject) => {
      fail = reject
    })
    bus.addRule({ ...rule, targets: [() => delivery] })
    bus.put(suspended)

    bus.close()
    fail(new Error('killed'))
    await expect(delivery).rejects.toThrow('killed')

    expect(activities.map(({ kind }) => kind)).toEqual(['event'])
  })
})
