import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsEndpoint, createAwsEndpoint } from '../../../../local/aws/aws-endpoint.ts'
import type { BusEvent } from '../../../../local/aws/events/bus-event.ts'
import { createEventBridge } from '../../../../local/aws/events/event-bridge.ts'
import { EventBus } from '../../../../local/aws/events/event-bus.ts'
import { FunctionRoles } from '../../../../local/aws/iam/function-roles.ts'
import { systemClock } from '../../../../local/iot-core/clock.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }
const BUS_ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/default'
const ROLE_ARN = 'arn:aws:iam::111122223333:role/sync'

let endpoint: AwsEndpoint
let client: EventBridgeClient
let roles: FunctionRoles
let events: BusEvent[]

beforeEach(async () => {
  events = []
  roles = new FunctionRoles()
  const bus = new EventBus({
    account,
    clock: systemClock,
    onActivity: ({ event }) => events.push(event),
  })
  endpoint = createAwsEndpoint([createEventBridge(account, bus)], roles)
  client = new EventBridgeClient({
    endpoint: `http://127.0.0.1:${await endpoint.listen(0)}`,
    region: account.region,
    credentials: { accessKeyId: 'ASIASYNC', secretAccessKey: 'b' },
    maxAttempts: 1,
  })
})

afterEach(async () => {
  client.destroy()
  await endpoint.close()
})

const entry: PutEventsRequestEntry = {
  Source: 'simpass',
  DetailType: 'SIM Moved',
  Detail: '{"iccid":"8988280666000000001"}',
}
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }))

describe('createEventBridge', () => {
  it('puts what the AWS SDK sends on the bus', async () => {
    const { FailedEntryCount, Entries } = await put(
      { ...entry, EventBusName: 'default', Time: new Date(Date.UTC(2026, 0, 1)) },
      { ...entry, EventBusName: BUS_ARN, Resources: ['arn:x'] },
    )

    expect(FailedEntryCount).toBe(0)
    expect(Entries?.map(({ EventId }) => EventId)).toEqual(events.map(({ id }) => id))
    expect(events).toMatchObject([
      {
        source: 'simpass',
        'detail-type': 'SIM Moved',
        time: '2026-01-01T00:00:00Z',
        detail: { iccid: '8988280666000000001' },
      },
      { resources: ['arn:x'] },
    ])
  })

  it.each<[PutEventsRequestEntry, string, string]>([
    [{ ...entry, Source: undefined }, 'InvalidArgument', 'Source is a required argument'],
    [{ ...entry, Source: '' }, 'InvalidArgument', 'Source is a required argument'],
    [{ ...entry, DetailType: undefined }, 'InvalidArgument', 'DetailType is a required argument'],
    [{ ...entry, Detail: undefined }, 'InvalidArgument', 'Detail is a required argument'],
    [{ ...entry, Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ ...entry, Detail: 'null' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ ...entry, Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ ...entry, Source: 'aws.iot' }, 'NotAuthorizedForSource', 'Not authorized'],
    [{ ...entry, EventBusName: 'other' }, 'ResourceNotFoundException', 'other does not exist'],
  ])('refuses the entry %j and takes the one beside it', async (wrong, code, message) => {
    const { FailedEntryCount, Entries } = await put(wrong, entry)

    expect(FailedEntryCount).toBe(1)
    expect(Entries?.[0]).toEqual({
      ErrorCode: code,
      ErrorMessage: expect.stringContaining(message),
    })
    expect(Entries?.[1]?.EventId).toBe(events[0]?.id)
    expect(events).toHaveLength(1)
  })

  it.each([
    ['no entry', [], 'expected 1 to 10 entries, got 0'],
    ['eleven', Array.from({ length: 11 }, () => entry), 'expected 1 to 10 entries, got 11'],
    [
      'more than 256 KB',
      [{ ...entry, Detail: JSON.stringify({ text: 'é'.repeat(128 * 1024) }) }],
      'Total size of the entries in the request is over the limit.',
    ],
  ])('refuses a request of %s as a whole', async (_, entries, message) => {
    await expect(put(...entries)).rejects.toThrow(message)
    expect(events).toEqual([])
  })

  describe('for a function that may say one thing only', () => {
    beforeEach(() => {
      roles.createRole('sync', ROLE_ARN)
      roles.assign('sync', 'ASIASYNC', ROLE_ARN)
      roles.addPolicy('sync', {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: BUS_ARN,
          Condition: { StringEquals: { 'Events:Source': 'simpass' } },
        },
      })
    })

    it('takes its events', async () => {
      await put(entry)

      expect(events).toHaveLength(1)
      expect(roles.unusedGrants()).toEqual([])
    })

    it.each([
      [{ ...entry, Source: 'other' }],
      [{ ...entry, Source: undefined }],
      [{ ...entry, EventBusName: 'other' }],
    ])('refuses %j, and all that is sent with it', async (other) => {
      await expect(put(entry, other)).rejects.toMatchObject({ name: 'AccessDeniedException' })
      expect(events).toEqual([])
    })
  })
})
