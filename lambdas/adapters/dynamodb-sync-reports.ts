import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { type Iccid, isIccid } from '../../domain/iccid.ts'
import {
  NO_COUNTS,
  type SyncReport,
  type SyncReports,
} from '../../domain/inventory/sync/sync-report.ts'
import { isSimAddress, type SimAddress } from '../../domain/sim-address.ts'
import { callStore } from './store-errors.ts'

const count = z.int().min(0)
// An earlier release counts less, and what it holds can still be confirmed.
const orNone = count.default(0)
const counts = z.object(
  Object.fromEntries(Object.keys(NO_COUNTS).map((name) => [name, orNone])) as Record<
    keyof typeof NO_COUNTS,
    typeof orNone
  >,
)

const iccid = z.custom<Iccid>(isIccid)
const loss = z.object({
  iccid,
  kind: z.enum(['removed', 'suspended', 'unaddressed', 'displaced', 'moved']),
  to: iccid.optional(),
  address: z.custom<SimAddress>(isSimAddress).optional(),
})

const report: z.ZodType<SyncReport> = z.object({
  source: z.string(),
  run: count,
  outcome: z.enum(['applied', 'held', 'failed', 'skipped']),
  reason: z.string().optional(),
  detail: z.string().optional(),
  startedAt: z.string(),
  durationMs: z.number(),
  counts,
  losses: count,
  allowedLosses: count,
  held: z.object({ run: count, losses: count, digest: z.string(), sims: z.array(loss) }).optional(),
  withholding: z.object({ run: count, reason: z.string() }).optional(),
  recent: z.array(z.object({ hour: count, known: count, losses: count })),
  problems: z.array(
    z.object({
      place: z.string().optional(),
      iccid: iccid.optional(),
      code: z.string(),
      message: z.string(),
    }),
  ),
})

/** A report that cannot be read, such as one of another release, confirms nothing. */
const parsed = (text: string | undefined): SyncReport | undefined => {
  try {
    return report.safeParse(JSON.parse(text ?? '')).data
  } catch {
    // No JSON.
    return undefined
  }
}

/** The last report of each inventory, in the table of runs. */
export const dynamoDbSyncReports = (client: DynamoDBClient, table: string): SyncReports => ({
  begin: async (source, until, now) => {
    try {
      await callStore('dynamodb:UpdateItem', () =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { id: { S: `sync#${source}` } },
            UpdateExpression: 'SET #busy = :until',
            // A second try of the same call finds its own.
            ConditionExpression: 'attribute_not_exists(#busy) OR #busy <= :now OR #busy = :until',
            ExpressionAttributeNames: { '#busy': 'busyUntil' },
            ExpressionAttributeValues: {
              ':until': { N: String(until) },
              ':now': { N: String(now) },
            },
          }),
        ),
      )
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  },

  last: async (source) => {
    const { Item } = await callStore('dynamodb:GetItem', () =>
      client.send(
        new GetItemCommand({
          TableName: table,
          Key: { id: { S: `sync#${source}` } },
          ConsistentRead: true,
        }),
      ),
    )
    return parsed(Item?.report?.S)
  },

  keep: async (kept) => {
    const { source, run } = kept
    try {
      await callStore('dynamodb:PutItem', () =>
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              id: { S: `sync#${source}` },
              run: { N: String(run) },
              report: { S: JSON.stringify(kept) },
            },
            ConditionExpression: 'attribute_not_exists(#run) OR #run < :run',
            ExpressionAttributeNames: { '#run': 'run' },
            ExpressionAttributeValues: { ':run': { N: String(run) } },
          }),
        ),
      )
    } catch (error) {
      // A later run has reported already.
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  },
})
