import { z } from 'zod'
import { type AwsAccount, arnOf } from '../account.ts'
import type { AwsService } from '../aws-endpoint.ts'
import { serveAwsJson } from '../aws-json.ts'
import { membersOf, operationOf, type PermissionsOf } from '../required-permissions.ts'
import type { EventBus } from './event-bus.ts'
import { putEvents } from './put-events.ts'

const entries = z.array(
  z.object({
    Source: z.string().default(''),
    DetailType: z.string().default(''),
    EventBusName: z.string().default('default'),
  }),
)

/** EventBridge: each entry is put on its bus, and policies can tell entries by source and type. */
const permissionsOf =
  (account: AwsAccount): PermissionsOf =>
  (call) => {
    const parsed = entries.min(1).safeParse(membersOf(call).Entries)
    if (operationOf(call) !== 'PutEvents' || !parsed.success) return undefined
    return parsed.data.map(({ Source, DetailType, EventBusName }) => ({
      action: 'events:PutEvents',
      resource: EventBusName.startsWith('arn:')
        ? EventBusName
        : arnOf(account, 'events', `event-bus/${EventBusName}`),
      context: { 'events:source': Source, 'events:detail-type': DetailType },
    }))
  }

/** EventBridge's API for those who put events; rules come from templates only. */
export const createEventBridge = (account: AwsAccount, bus: EventBus): AwsService => ({
  credentialScopes: ['events'],
  targetPrefixes: ['AWSEvents'],
  permissionsOf: permissionsOf(account),
  handle: serveAwsJson({
    PutEvents: putEvents(bus, arnOf(account, 'events', 'event-bus/default')),
  }),
})
