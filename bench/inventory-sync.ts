import {
  CreateTableCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import pMap from 'p-map'
import { inventoryClient } from '../lambdas/adapters/aws-client-settings.ts'
import type { LocalStack } from './local-stack.ts'
import { cpuSecondsOf, functionCpuSeconds } from './process-usage.ts'

/** Calls under way at the same time; each is one write. */
const WRITES_AT_ONCE = 16

export interface Timed {
  readonly seconds: number
  readonly functionCpuSeconds: number
  readonly stackCpuSeconds: number
  readonly added: number
  readonly unchanged: number
  /** To the items of SIMs and addresses. */
  readonly writes: number
}

/** How often the items of a table were written: each write of ours counts the revision of its item. */
const revisionsIn = async (client: DynamoDBClient, table: string): Promise<number> => {
  let sum = 0
  let last: ScanCommand['input']['ExclusiveStartKey']
  do {
    const page = await client.send(new ScanCommand({ TableName: table, ExclusiveStartKey: last }))
    for (const { revision } of page.Items ?? []) sum += Number(revision?.N ?? 0)
    last = page.LastEvaluatedKey
  } while (last !== undefined)
  return sum
}

/** Runs the sync function of a local stack once, as an operator does. */
export const timeSync = async ({ endpoints, settings, pid }: LocalStack): Promise<Timed> => {
  const { functions, tables } = endpoints.aws
  const functionName = functions.inventorySync ?? ''
  const dynamoDb = new DynamoDBClient(settings)
  const lambda = new LambdaClient({ ...settings, maxAttempts: 1 })
  const writes = async () =>
    (await revisionsIn(dynamoDb, tables.sims)) + (await revisionsIn(dynamoDb, tables.simAddresses))
  const before = {
    writes: await writes(),
    function: functionCpuSeconds(pid, functionName),
    stack: cpuSecondsOf(pid),
  }
  const start = performance.now()
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: '{}' }),
  )
  const seconds = (performance.now() - start) / 1000
  const functionSeconds = functionCpuSeconds(pid, functionName) - before.function
  const stackCpuSeconds = cpuSecondsOf(pid) - before.stack
  const text = Buffer.from(Payload ?? []).toString('utf8')
  const report = JSON.parse(text)
  if (report.outcome !== 'applied') throw new Error(`expected an applied sync, got ${text}`)
  return {
    seconds,
    functionCpuSeconds: functionSeconds,
    stackCpuSeconds,
    added: report.counts.added,
    unchanged: report.counts.unchanged,
    writes: (await writes()) - before.writes,
  }
}

/** Seconds for so many plain UpdateItem calls on a table of their own, by the same client settings as a sync's. */
export const timeBareWrites = async ({ settings }: LocalStack, writes: number): Promise<number> => {
  const client = new DynamoDBClient({ ...inventoryClient, ...settings })
  const TableName = 'bench'
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  const write = (index: number) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: String(index) } },
        UpdateExpression: 'SET #value = :value',
        ExpressionAttributeNames: { '#value': 'value' },
        ExpressionAttributeValues: { ':value': { N: String(index) } },
      }),
    )
  const start = performance.now()
  await pMap(Array.from({ length: writes }).keys(), write, { concurrency: WRITES_AT_ONCE })
  return (performance.now() - start) / 1000
}
