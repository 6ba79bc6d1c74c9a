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

  it('refuses a table that does not exist', async () => {
    const reading = client.send(
      new GetItemCommand({ TableName: 'Absent', Key: { iccid: sim.iccid } }),
    )

    await expect(reading).rejects.toThrow(ResourceNotFoundException)
  })
})
