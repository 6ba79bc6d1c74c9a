import {
  DescribeKeyCommand,
  KeyState,
  type KMSClient,
  paginateListKeys,
  paginateListResourceTags,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

/** As CloudFormation does it, and as long as AWS lets anybody change their mind. */
const PENDING_DAYS = 30

const STAYING: readonly (KeyState | undefined)[] = [KeyState.Enabled, KeyState.Disabled]

const isStaying = async (client: KMSClient, KeyId: string): Promise<boolean> => {
  const found = await unlessMissing(client.send(new DescribeKeyCommand({ KeyId })))
  return STAYING.includes(found?.KeyMetadata?.KeyState)
}

const tagsOf = async (client: KMSClient, KeyId: string): Promise<Record<string, string>> => {
  const tags: Record<string, string> = {}
  for await (const { Tags = [] } of paginateListResourceTags({ client }, { KeyId })) {
    for (const { TagKey = '', TagValue = '' } of Tags) tags[TagKey] = TagValue
  }
  return tags
}

/** KMS keys that a stack left over. AWS deletes none at once: one that waits for its end is none any more. */
export const encryptionKeyStore = (client: KMSClient): ResourceStore => ({
  kind: 'key',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { Keys = [] } of paginateListKeys({ client }, {})) {
      for (const { KeyId: id = '', KeyArn: arn = '' } of Keys) {
        if ((isWanted(id) || isWanted(arn)) && (await isStaying(client, id))) {
          found.push({ kind: 'key', id, arn, tags: await tagsOf(client, id) })
        }
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(
      client.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: PENDING_DAYS })),
    )
  },
})
