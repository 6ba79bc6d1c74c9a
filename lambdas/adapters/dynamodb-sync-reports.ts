import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { SyncReports } from '../../domain/inventory/sync/sync-report.ts'
import { callStore } from './store-errors.ts'
import { readPlanned, readReport } from './sync-report-text.ts'

const NAMES = {
  '#run': 'run',
  '#report': 'report',
  '#until': 'busyUntil',
  '#by': 'busyBy',
  '#planned': 'planned',
}

const keyOf = (source: string) => ({ id: { S: `sync#${source}` } })

type Update = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>

/** DynamoDB refuses names that an expression does not use. */
const namesIn = ({ UpdateExpression, ConditionExpression }: Update): Record<string, string> =>
  Object.fromEntries(
    Object.entries(NAMES).filter(([name]) =>
      new RegExp(`${name}\\b`).test(`${UpdateExpression} ${ConditionExpression}`),
    ),
  )

/** The last report of each inventory, in the table of runs. */
export const dynamoDbSyncReports = (client: DynamoDBClient, table: string): SyncReports => {
  /** @returns false when the condition does not hold */
  const update = async (source: string, changes: Update): Promise<boolean> => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(source),
      ExpressionAttributeNames: namesIn(changes),
      ...changes,
    })
    try {
      await callStore('dynamodb:UpdateItem', () => client.send(command))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }
  return {
    begin: (source, { run, now, until }) =>
      update(source, {
        UpdateExpression: 'SET #until = :until, #by = :run',
        // A second try of the same call finds its own.
        ConditionExpression: 'attribute_not_exists(#until) OR #until <= :now OR #by = :run',
        ExpressionAttributeValues: {
          ':run': { N: String(run) },
          ':until': { N: String(until) },
          ':now': { N: String(now) },
        },
      }),

    last: async (source) => {
      const { Item } = await callStore('dynamodb:GetItem', () =>
        client.send(
          new GetItemCommand({ TableName: table, Key: keyOf(source), ConsistentRead: true }),
        ),
      )
      const report = readReport(Item?.report?.S)
      return { report, recent: readPlanned(Item?.planned?.S) ?? report?.recent ?? [] }
    },

    plan: (source, run, recent) =>
      update(source, {
        UpdateExpression: 'SET #planned = :planned',
        ConditionExpression: '#by = :run',
        ExpressionAttributeValues: {
          ':run': { N: String(run) },
          ':planned': { S: JSON.stringify(recent) },
        },
      }),

    keep: async (report) => {
      const { source, run } = report
      await update(source, {
        UpdateExpression: 'SET #run = :run, #report = :report REMOVE #until, #by, #planned',
        // Neither over the report of a later run, nor over the lease of one that is under way.
        ConditionExpression:
          '(attribute_not_exists(#run) OR #run < :run) AND (attribute_not_exists(#by) OR #by = :run)',
        ExpressionAttributeValues: {
          ':run': { N: String(run) },
          ':report': { S: JSON.stringify(report) },
        },
      })
    },
  }
}
