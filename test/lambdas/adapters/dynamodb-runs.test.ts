import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Runs } from '../../../domain/inventory/ports.ts'
import { dynamoDbRuns } from '../../../lambdas/adapters/dynamodb-runs.ts'
import { storeClock } from '../../../lambdas/adapters/store-clock.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { reasonOf } from '../../support/refusal.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let aws: LocalAws
let table: string
let runs: Runs
let clock = 0
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
})
beforeEach(async () => {
  count += 1
  clock = Date.UTC(2026, 10, 22)
  table = await aws.createTable(`runs-${count}`, 'id')
  runs = dynamoDbRuns(aws.dynamoDb, table, () => clock)
})
afterAll(() => aws.close())

const request = { source: '1nce', lifetimeMs: 15 * MINUTE_MS }

describe('dynamoDbRuns', () => {
  it('counts from 1 in a table that is empty', async () => {
    expect(await runs.start(request)).toEqual({
      number: 1,
      source: '1nce',
      deadline: clock + 15 * MINUTE_MS,
      fence: 0,
    })
  })

  it('gives each of many that start at once a number of its own, and each a fence at the one before', async () => {
    const started = await Promise.all(Array.from({ length: 20 }, () => runs.start(request)))

    const numbers = started.map(({ number }) => number).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(started.every(({ number, fence }) => fence === number - 1)).toBe(true)
  })

  it('has no fence once all earlier runs have ended', async () => {
    const first = await runs.start(request)
    const second = await runs.start(request)
    await runs.end(second)
    expect((await runs.start(request)).fence).toBe(1)
    await runs.end(first)

    expect((await runs.start(request)).fence).toBe(3)
  })

  it('takes a run that crashed for active until a day after its deadline', async () => {
    await runs.start(request)

    clock += 24 * HOUR_MS + 15 * MINUTE_MS - 1
    const second = await runs.start(request)
    expect(second.fence).toBe(1)
    await runs.end(second)

    clock += 1
    expect((await runs.start(request)).fence).toBe(0)
  })

  it('forgets who has ended, and who is over', async () => {
    await runs.start(request)
    clock += 30 * HOUR_MS
    await runs.end(await runs.start(request))

    const { Item } = await aws.dynamoDb.send(
      new GetItemCommand({ TableName: table, Key: { id: { S: 'runs' } } }),
    )
    expect(Item).toEqual({
      id: { S: 'runs' },
      counter: { N: '2' },
      active: { M: {} },
      numbers: { M: {} },
    })
  })

  it('forgets very many that crashed a few at a time: an expression may have 4 KB', async () => {
    const lengths: number[] = []
    aws.dynamoDb.middlewareStack.add(
      (next) => async (args) => {
        if ('UpdateExpression' in args.input) lengths.push(args.input.UpdateExpression?.length ?? 0)
        return next(args)
      },
      { name: 'measure', override: true },
    )
    onTestFinished(() => void aws.dynamoDb.middlewareStack.remove('measure'))
    for (let started = 0; started < 140; started++) await runs.start(request)
    clock += 30 * HOUR_MS

    for (let tries = 0; tries < 3; tries++) await runs.end(await runs.start(request))

    const { Item } = await aws.dynamoDb.send(
      new GetItemCommand({ TableName: table, Key: { id: { S: 'runs' } } }),
    )
    expect(Math.max(...lengths)).toBeLessThan(4096)
    expect(Item?.active).toEqual({ M: {} })
  })

  it('refuses one more where thousands have not ended, and forgets some that are over all the same', async () => {
    const entries = Array.from({ length: 3010 }, (_, index): [string, number] => [
      `run-${index}`,
      index < 5 ? clock - 25 * HOUR_MS : clock,
    ])
    const active = entries.map(([id, deadline]) => [
      id,
      { M: { source: { S: '1nce' }, deadline: { N: String(deadline) } } },
    ])
    const numbers = entries.map(([id], index) => [id, { N: String(index + 1) }])
    const Item = {
      id: { S: 'runs' },
      counter: { N: '3010' },
      active: { M: Object.fromEntries(active) },
      numbers: { M: Object.fromEntries(numbers) },
    }
    await aws.dynamoDb.send(new PutItemCommand({ TableName: table, Item }))

    expect(await reasonOf(() => runs.start(request))).toBe('TOO_MANY_RUNS')
    const Key = { id: { S: 'runs' } }
    const left = await aws.dynamoDb.send(new GetItemCommand({ TableName: table, Key }))
    expect(Object.keys(left.Item?.active?.M ?? {})).toHaveLength(3005)
    expect(left.Item?.counter).toEqual({ N: '3010' })
  })

  it('takes the time only after an answer, which may have put the clock right', async () => {
    let answers = 0
    aws.dynamoDb.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args)
        answers += 1
        return answer
      },
      { step: 'deserialize', name: 'count', override: true },
    )
    onTestFinished(() => void aws.dynamoDb.middlewareStack.remove('count'))
    const wrong = dynamoDbRuns(aws.dynamoDb, table, () => (answers === 0 ? 0 : clock))

    expect((await wrong.start(request)).deadline).toBe(clock + 15 * MINUTE_MS)
  })

  it.each([3, -8])('is not misled by a machine whose clock is %d days off', async (days) => {
    const client = new DynamoDBClient(aws.settings)
    onTestFinished(() => client.destroy())
    const now = storeClock(client, () => Date.now() + days * 24 * HOUR_MS)
    const here = dynamoDbRuns(aws.dynamoDb, table, Date.now)
    const there = dynamoDbRuns(client, table, now)
    await here.start(request)

    const theirs = await there.start(request)
    expect(Math.abs(theirs.deadline - Date.now() - 15 * MINUTE_MS)).toBeLessThan(5 * MINUTE_MS)
    expect((await here.start(request)).fence).toBe(2)
    await there.end(theirs)
    expect((await there.start(request)).fence).toBe(3)
  })

  it('ends a run whose registration was carried out once more, late', async () => {
    const { middlewareStack } = aws.dynamoDb
    middlewareStack.add(
      (next) => async (args) => {
        const isRegistration = 'ReturnValues' in args.input
        const answer = await next(args)
        if (!isRegistration) return answer
        // Under another number; the caller was answered the first one.
        middlewareStack.remove('twice')
        await aws.dynamoDb.send(new UpdateItemCommand(args.input as UpdateItemCommandInput))
        return answer
      },
      { step: 'initialize', name: 'twice', override: true },
    )
    onTestFinished(() => void middlewareStack.remove('twice'))
    const run = await runs.start(request)
    await runs.end(run)

    expect([run.number, (await runs.start(request)).fence]).toEqual([1, 0])
  })

  it('ends a run that is gone already without a word', async () => {
    const run = await runs.start(request)
    await runs.end(run)

    await expect(runs.end(run)).resolves.toBeUndefined()
  })

  it.each([0, -1, Number.NaN, 25 * HOUR_MS])('lets no run last %d ms', async (lifetimeMs) => {
    await expect(runs.start({ source: 'import', lifetimeMs })).rejects.toThrow(RangeError)
  })
})
