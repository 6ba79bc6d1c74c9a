import { ConfirmSubscriptionCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { z } from 'zod'
import { startLoopbackServer, textOf } from '../../support/loopback-server.ts'
import type { DeployedAws } from './deployed-aws.ts'

const delivery = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('SubscriptionConfirmation'), Token: z.string() }),
  z.object({ Type: z.literal('Notification'), Message: z.string() }),
])

/** Somebody whom a topic sends what it gets. */
export interface TopicSubscriber {
  /** Every message so far. */
  readonly messages: readonly unknown[]
  readonly close: () => Promise<void>
}

/** Subscribes to a topic over HTTP, and answers its question whether that was meant. */
export const subscribeToTopic = async (
  { sns }: DeployedAws,
  TopicArn: string,
): Promise<TopicSubscriber> => {
  const messages: unknown[] = []
  const confirmation = Promise.withResolvers<string>()
  const { url, close } = await startLoopbackServer(async (request, response) => {
    const said = delivery.parse(JSON.parse(await textOf(request)))
    response.end()
    if (said.Type === 'Notification') messages.push(JSON.parse(said.Message))
    else confirmation.resolve(said.Token)
  })
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }))
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: await confirmation.promise }))
  return { messages, close }
}
