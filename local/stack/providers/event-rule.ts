import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import type { Deliver } from '../../aws/events/event-bus.ts'
import { parseEventPattern } from '../../aws/events/event-pattern.ts'
import { parseRate } from '../../aws/events/schedule-expression.ts'
import { physicalName } from '../physical-name.ts'
import {
  parseProperties,
  type ResourceProvider,
  type StackServices,
  withoutEffect,
} from '../provider.ts'

const properties = z
  .strictObject({
    Name: z.string().optional(),
    Description: withoutEffect,
    EventPattern: z.unknown().optional(),
    ScheduleExpression: z.string().optional(),
    State: z.literal('ENABLED').default('ENABLED'),
    Targets: z
      .array(z.strictObject({ Id: z.string(), Arn: z.string(), RetryPolicy: withoutEffect }))
      .max(5)
      .default([]),
    Tags: withoutEffect,
  })
  .refine((rule) => rule.EventPattern !== undefined || rule.ScheduleExpression !== undefined, {
    error: 'expected an event pattern or a schedule, got neither',
  })

const PRINCIPAL = 'events.amazonaws.com'

const invokeFunction =
  ({ account, lambda }: StackServices, functionName: string): Deliver =>
  async (event, sourceArn) => {
    const { functionError, payload } = await lambda.invoke({
      functionName,
      payload: JSON.stringify(event),
      caller: {
        kind: 'service',
        principal: PRINCIPAL,
        sourceArn,
        sourceAccount: account.accountId,
      },
    })
    if (functionError !== undefined) throw new Error(`the function failed: ${payload}`)
  }

const targetOf = (services: StackServices, arn: string): Deliver => {
  const service = arn.split(':')[2]
  if (service === 'lambda') return invokeFunction(services, arn)
  if (service === 'sns') return (event) => services.topics.publish(arn, PRINCIPAL, event)
  throw new Error(`expected a function or a topic as the target of a rule, got ${arn}`)
}

/** `AWS::Events::Rule` on the default bus. */
export const eventRule: ResourceProvider = async (request, services) => {
  const { Name, EventPattern, ScheduleExpression, Targets } = parseProperties(properties, request)
  const name = Name ?? physicalName(request, 64)
  const arn = arnOf(services.account, 'events', `rule/${name}`)
  services.eventBus.addRule({
    arn,
    targets: Targets.map((target) => targetOf(services, target.Arn)),
    ...(EventPattern !== undefined && { pattern: parseEventPattern(EventPattern) }),
    ...(ScheduleExpression !== undefined && { everyMs: parseRate(ScheduleExpression) }),
  })
  return { ref: name, attributes: { Arn: arn } }
}
