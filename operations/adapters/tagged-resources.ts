import {
  paginateGetResources,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api'
import type { TaggedResource } from '../teardown/ports.ts'

/** Whatever in the Region carries a tag; it knows no roles, and may name what was just deleted. */
export const taggedResources =
  (client: ResourceGroupsTaggingAPIClient) =>
  async (key: string, value: string): Promise<TaggedResource[]> => {
    const found: TaggedResource[] = []
    const filter = { TagFilters: [{ Key: key, Values: [value] }] }
    for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client }, filter)) {
      for (const { ResourceARN: arn = '', Tags = [] } of ResourceTagMappingList) {
        const tags = Tags.map(({ Key = '', Value = '' }) => [Key, Value] as const)
        found.push({ arn, tags: Object.fromEntries(tags) })
      }
    }
    return found
  }
