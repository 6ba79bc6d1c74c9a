import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns'
import type { Mailbox } from '../doctor/ports.ts'

/** Mailboxes that are subscribed to a topic, those included that have not confirmed it. */
export const topicMailboxes =
  (client: SNSClient) =>
  async (TopicArn: string): Promise<readonly Mailbox[]> => {
    const found: Mailbox[] = []
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client },
      { TopicArn },
    )) {
      for (const { Protocol, Endpoint: address = '', SubscriptionArn = '' } of Subscriptions) {
        // Where there is no ARN stands `PendingConfirmation`, or `Deleted` of one that was unsubscribed.
        if (Protocol !== 'email' || SubscriptionArn === 'Deleted') continue
        found.push({ address, isConfirmed: SubscriptionArn.startsWith('arn:') })
      }
    }
    return found
  }
