import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  ListTagsForResourceCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { tagRecord } from './tag-record.ts'
import { unlessMissing } from './unless-missing.ts'

/** CloudWatch alarms that a stack left over. */
export const alarmStore = (client: CloudWatchClient): ResourceStore => ({
  kind: 'alarm',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, {})) {
      for (const { AlarmName: id = '', AlarmArn: arn = '' } of MetricAlarms) {
        if (!isWanted(id) && !isWanted(arn)) continue
        const tags = await unlessMissing(
          client.send(new ListTagsForResourceCommand({ ResourceARN: arn })),
        )
        if (tags !== undefined) found.push({ kind: 'alarm', id, arn, tags: tagRecord(tags.Tags) })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(client.send(new DeleteAlarmsCommand({ AlarmNames: [id] })))
  },
})
