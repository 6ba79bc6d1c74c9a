import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../../support/local-aws.ts'

let aws: LocalAws
let client: DynamoDBClient
let table: string
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
  client = aws.dynamoDb
})
beforeEach(async () => {
  count += 1
  table = await aws.createTable(`sims-${count}`, 'iccid')
})
afterAll(() => aws.close())

const insertion = (iccid: string, label = 'mine', into = table): BatchStatementRequest => ({
  Statement: `INSERT INTO "${into}" VALUE {'iccid': ?, 'label': ?}`,
  Parameters: [{ S: iccid }, { S: label }],
})
const execute = async (...Statements: BatchStatementRequest[]) =>
  (await client.send(new BatchExecuteStatementCommand({ Statements }))).Responses
const labels = async () => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }))
  return Object.fromEntries(Items.map(({ iccid, label }) => [iccid?.S, label?.S]))
}

describe('batchExecuteStatement', () => {
  it('inserts what is not there, and leaves what is', async () => {
    await execute(insertion('2', 'theirs'))

    const [first, second, third] =
      (await execute(...['1', '2', '3'].map((id) => insertion(id)))) ?? []

    expect([first, third]).toEqual([{ TableName: table }, { TableName: table }])
    expect(second).toMatchObject({ TableName: table, Error: { Code: 'DuplicateItem' } })
    expect(await labels()).toEqual({ 1: 'mine', 2: 'theirs', 3: 'mine' })
  })

  it.each<[string, () => BatchStatementRequest, string]>([
    ['a table that is not there', () => insertion('1', 'x', 'absent'), 'ResourceNotFound'],
    ['an empty key', () => insertion(''), 'ValidationError'],
    [
      'no key',
      () => ({ Statement: `INSERT INTO "${table}" VALUE {'a': ?}`, Parameters: [{ S: 'b' }] }),
      'ValidationError',
    ],
    [
      'a value of another type',
      () => ({ ...insertion('1'), Parameters: [{ S: '1' }, { N: 'x' }] }),
      'ValidationError',
    ],
    ['too few parameters', () => ({ ...insertion('1'), Parameters: [] }), 'ValidationError'],
    [
      'another statement',
      () => ({ Statement: `DELETE FROM "${table}" WHERE iccid = '2'` }),
      'ValidationError',
    ],
  ])('refuses %s, and that only', async (_, statement, Code) => {
    expect(await execute(statement(), insertion('2'))).toMatchObject([{ Error: { Code } }, {}])
    expect(await labels()).toEqual({ 2: 'mine' })
  })

  it('refuses parameters that are no attribute values, and goes on', async () => {
    const answer = await fetch(aws.settings.endpoint, {
      method: 'POST',
      headers: {
        'x-amz-target': 'DynamoDB_20120810.BatchExecuteStatement',
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20261122/eu-central-1/dynamodb/aws4_request',
      },
      body: JSON.stringify({ Statements: [{ ...insertion('1'), Parameters: [null, { S: 'x' }] }] }),
    })

    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('attribute values'),
    ])
    expect(await execute(insertion('1'))).toEqual([{ TableName: table }])
  })

  it.each([0, 26])('refuses %i statements', async (length) => {
    const statements = Array.from({ length }, (_, index) => insertion(String(index)))

    await expect(execute(...statements)).rejects.toMatchObject({ name: 'ValidationException' })
    expect(await labels()).toEqual({})
  })
})
