import { beforeEach, describe, expect, it } from 'vitest'
import type { BusActivity } from '../../../../local/aws/events/bus-activity.ts'
import type { BusEvent } from '../../../../local/aws/events/bus-event.ts'
import { Topics } from '../../../../local/aws/sns/topics.ts'

const ARN = 'arn:aws:sns:eu-west-1:111122223333:mail'
const SERVICE = 'events.amazonaws.com'
const event: BusEvent = {
  version: '0',
  id: '1',
  'detail-type': 'SIM Moved',
  source: 'simpass',
  account: '111122223333',
  time: '2026-11-22T09:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {},
}
const allow = { Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: SERVICE } }

let activities: BusActivity[]
let topics: Topics

beforeEach(() => {
  activities = []
  topics = new Topics((activity) => activities.push(activity))
  topics.create(ARN)
  topics.subscribe(ARN, 'a@example.com')
  topics.subscribe(ARN, 'b@example.com')
})

describe('Topics', () => {
  it('mail to every subscriber what a service may publish', () => {
    topics.addPolicy(ARN, { Statement: [{ ...allow, Principal: '*', Effect: 'Deny' }, allow] })

    topics.publish(ARN, SERVICE, event)

    expect(activities).toEqual([
      { kind: 'mail', to: 'a@example.com', event },
      { kind: 'mail', to: 'b@example.com', event },
    ])
  })

  it.each([
    ['no policy', []],
    ['another service', [{ ...allow, Principal: { Service: 'cloudwatch.amazonaws.com' } }]],
    ['another action', [{ ...allow, Action: 'sns:Subscribe' }]],
    ['a refusal', [{ ...allow, Effect: 'Deny' }]],
    ['everybody, as a principal', [{ ...allow, Principal: '*' }]],
    [
      'a condition, which EventBridge does not meet',
      [{ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }],
    ],
  ])('refuse a service with %s', (_, Statement) => {
    topics.addPolicy(ARN, { Statement })

    expect(() => topics.publish(ARN, SERVICE, event)).toThrow('lets events.amazonaws.com publish')
    expect(activities).toEqual([])
  })

  it('refuse a topic that is not there', () => {
    expect(() => topics.publish('arn:x', SERVICE, event)).toThrow('expected a topic, got arn:x')
  })
})
