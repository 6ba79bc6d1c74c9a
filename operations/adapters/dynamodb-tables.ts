import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  paginateListTables,
} from '@aws-sdk/client-dynamodb'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

const tagsOf = async (client: DynamoDBClient, arn: string): Promise<Record<string, string>> => {
  const tags: Record<string, string> = {}
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn: arn, NextToken }))
    for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return tags
}

/** Tables that a stack left over. */
export const dynamoDbTableStore = (client: DynamoDBClient): ResourceStore => ({
  kind: 'table',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
      for (const id of TableNames.filter(isWanted)) {
        const table = await unlessMissing(client.send(new DescribeTableCommand({ TableName: id })))
        const arn = table?.Table?.TableArn
        if (arn === undefined || table?.Table?.TableStatus === 'DELETING') continue
        found.push({ kind: 'table', id, arn, tags: await tagsOf(client, arn) })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(client.send(new DeleteTableCommand({ TableName: id })))
  },
})
