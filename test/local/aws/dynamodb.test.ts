import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsEndpoint, createAwsEndpoint } from '../../../local/aws/aws-endpoint.ts'
import { createDynamoDb } from '../../../local/aws/dynamodb.ts'

let endpoint: AwsEndpoint
let client: DynamoDBClient

beforeEach(async () => {
  endpoint = createAwsEndpoint([
    createDynamoDb({ partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }),
  ])
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${await endpoint.listen(0)}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  await client.send(
    new CreateTableCommand({
      TableName: 'Sims',
      AttributeDefinitions: [{ AttributeName: 'iccid', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'iccid', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1 }, { TableName: 'Sims' })
})

afterEach(async () => {
  client.destroy()
  await endpoint.close()
})

const sim = { iccid: { S: '8988280666000000001' }, status: { S: 'active' } }

describe('createDynamoDb', () => {
  it('keeps what the AWS SDK puts', async () => {
    await client.send(new PutItemCommand({ TableName: 'Sims', Item: sim }))

    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'Sims', Key: { iccid: sim.iccid } }),
    )

    expect(Item).toEqual(sim)
  })

  it('refuses a failed condition with the error of AWS', async () => {
    await client.send(new PutItemCommand({ TableName: 'Sims', Item: sim }))

    const again = client.send(
      new PutItemCommand({
        TableName: 'Sims',
        Item: sim,
        ConditionExpression: 'attribute_not_exists(iccid)',
      }),
    )

    await expect(again).rejects.toThrow(ConditionalCheckFailedException)
  })

  it.each([
    ['PutItem', { TableName: 'Sims', Item: { iccid: null } }],
    ['BatchGetItem', { RequestItems: { Sims: { Keys: [null] } } }],
    ['BatchWriteItem', { RequestItems: { Sims: [null] } }],
  ])('refuses null in %s, and goes on', async (operation, input) => {
    const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? {}
    const answer = await fetch(`${protocol}//${hostname}:${port}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20261122T000000Z',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b',
      },
      body: JSON.stringify(input),
    })

    expect(answer.status).toBe(400)
    await client.send(new PutItemCommand({ TableName: 'Sims', Item: sim }))
  })

  it('refuses a table that does not exist', async () => {
    const reading = client.send(
      new GetItemCommand({ TableName: 'Absent', Key: { iccid: sim.iccid } }),
    )

    await expect(reading).rejects.toThrow(ResourceNotFoundException)
  })
})
