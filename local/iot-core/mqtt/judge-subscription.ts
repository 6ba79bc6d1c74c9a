import type { ISubscription } from 'mqtt-packet'
import type { Subscription } from '../broker/session.ts'
import type { TopicFilter } from '../topic-filter.ts'
import { parseTopicFilter, reservedFilterFault } from '../topic-filter.ts'
import type { RefusalReason } from '../types.ts'
import type { Client } from './client.ts'
import { decideAccess } from './decide-access.ts'
import type { MqttConnection } from './mqtt-connection.ts'
import { reasonCode } from './reason-code.ts'

/** A topic filter that is refused. */
export interface Denial {
  readonly resource: string
  readonly reason: RefusalReason
  readonly detail: string
  readonly code: number
}

export type Verdict = Denial | { readonly resource: string; readonly subscription: Subscription }

export const isDenial = (verdict: Verdict): verdict is Denial => 'code' in verdict

/** @param added the filters that this SUBSCRIBE adds so far, which this one joins if it may */
export const judgeSubscription = (
  connection: MqttConnection,
  client: Client,
  wanted: ISubscription,
  added: Set<string>,
): Verdict => {
  const resource = wanted.topic
  const parsed = parseTopicFilter(resource, connection.gateway.quotas)
  if ('fault' in parsed) return { resource, ...parsed.fault, code: reasonCode.topicFilterInvalid }
  const { filter } = parsed
  if (!connection.isOperator) {
    const denial = deny(connection, client, filter, added)
    if (denial !== undefined) return { resource, ...denial }
  }
  if (!client.session.subscriptions.has(resource)) added.add(resource)
  const qos = wanted.qos === 0 ? 0 : 1
  return { resource, subscription: { filter, qos, noLocal: wanted.nl === true } }
}

const deny = (
  { gateway }: MqttConnection,
  { session, clientId, policies, context }: Client,
  filter: TopicFilter,
  added: ReadonlySet<string>,
): Omit<Denial, 'resource'> | undefined => {
  const fault = reservedFilterFault(filter)
  if (fault !== undefined) return { ...fault, code: reasonCode.topicFilterInvalid }
  // AWS compares the filter itself with the policy, its wildcards taken literally.
  const name = gateway.behaviour.sharedFilterResource === 'whole' ? filter.text : filter.pattern
  const { sourceIp } = context
  const reason = decideAccess(gateway, policies, 'iot:Subscribe', name, { clientId, sourceIp })
  if (reason !== 'ALLOWED')
    return {
      reason,
      detail: 'expected a policy that allows iot:Subscribe',
      code: reasonCode.notAuthorized,
    }
  const limit = gateway.quotas.subscriptionsPerConnection
  const isNew = !session.subscriptions.has(filter.text) && !added.has(filter.text)
  if (isNew && session.subscriptions.size + added.size >= limit)
    return {
      reason: 'QUOTA_EXCEEDED',
      detail: `expected at most ${limit} subscriptions`,
      code: reasonCode.quotaExceeded,
    }
  return undefined
}
