import {
  DeleteTopicCommand,
  ListTagsForResourceCommand,
  paginateListTopics,
  type SNSClient,
} from '@aws-sdk/client-sns'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { tagRecord } from './tag-record.ts'
import { unlessMissing } from './unless-missing.ts'

/** SNS topics that a stack left over; their subscriptions go with them. */
export const topicStore = (client: SNSClient): ResourceStore => ({
  kind: 'topic',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { Topics = [] } of paginateListTopics({ client }, {})) {
      for (const { TopicArn: arn = '' } of Topics) {
        const name = arn.split(':').at(-1) ?? ''
        if (!isWanted(name) && !isWanted(arn)) continue
        const tags = await unlessMissing(
          client.send(new ListTagsForResourceCommand({ ResourceArn: arn })),
        )
        // CloudFormation, and so its memory, knows a topic by its ARN.
        if (tags !== undefined)
          found.push({ kind: 'topic', id: arn, name, arn, tags: tagRecord(tags.Tags) })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(client.send(new DeleteTopicCommand({ TopicArn: id })))
  },
})
