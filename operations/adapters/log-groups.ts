import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

/** Log groups that a stack left over. */
export const logGroupStore = (client: CloudWatchLogsClient): ResourceStore => ({
  kind: 'log group',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
      for (const { logGroupName: id = '', arn: wildcardArn = '' } of logGroups) {
        // The tag operations refuse the wildcard that this one answers with.
        const arn = wildcardArn.replace(/:\*$/, '')
        if (!isWanted(id) && !isWanted(arn)) continue
        const tags = await unlessMissing(
          client.send(new ListTagsForResourceCommand({ resourceArn: arn })),
        )
        if (tags !== undefined) found.push({ kind: 'log group', id, arn, tags: tags.tags ?? {} })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(client.send(new DeleteLogGroupCommand({ logGroupName: id })))
  },
})
