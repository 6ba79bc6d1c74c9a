import type { Client } from './client.ts'
import type { MqttConnection } from './mqtt-connection.ts'

/** Publishes AWS's event for topic filters that were added or taken away. */
export const announceSubscriptions = (
  { gateway, isOperator }: MqttConnection,
  { clientId, sessionIdentifier, principalId }: Client,
  eventType: 'subscribed' | 'unsubscribed',
  topics: readonly string[],
): void => {
  if (isOperator || topics.length === 0) return
  gateway.announce({
    clientId,
    timestamp: gateway.clock.now(),
    eventType,
    sessionIdentifier,
    principalIdentifier: principalId,
    topics,
  })
}
