import {
  DeleteRuleCommand,
  type EventBridgeClient,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { tagRecord } from './tag-record.ts'
import { unlessMissing } from './unless-missing.ts'

const listRules = async (client: EventBridgeClient, isWanted: (text: string) => boolean) => {
  const found: { readonly id: string; readonly arn: string }[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListRulesCommand({ NextToken }))
    for (const { Name: id = '', Arn: arn = '' } of page.Rules ?? []) {
      if (isWanted(id) || isWanted(arn)) found.push({ id, arn })
    }
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return found
}

/** A rule takes at most five targets, so there is one page of them. */
const targetsOf = async (client: EventBridgeClient, Rule: string): Promise<string[]> => {
  const answer = await unlessMissing(client.send(new ListTargetsByRuleCommand({ Rule })))
  return (answer?.Targets ?? []).flatMap(({ Id }) => (Id === undefined ? [] : [Id]))
}

/** EventBridge rules of the default bus that a stack left over. */
export const eventRuleStore = (client: EventBridgeClient): ResourceStore => ({
  kind: 'rule',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for (const { id, arn } of await listRules(client, isWanted)) {
      const tags = await unlessMissing(
        client.send(new ListTagsForResourceCommand({ ResourceARN: arn })),
      )
      if (tags === undefined) continue
      const targets = await targetsOf(client, id)
      found.push({ kind: 'rule', id, arn, tags: tagRecord(tags.Tags), targets })
    }
    return found
  },
  remove: async ({ id, targets = [] }) => {
    if (targets.length > 0) {
      await unlessMissing(client.send(new RemoveTargetsCommand({ Rule: id, Ids: [...targets] })))
    }
    await unlessMissing(client.send(new DeleteRuleCommand({ Name: id })))
  },
})
