import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseIccid } from '../../domain/iccid.ts'
import { type AwsEndpoint, createAwsEndpoint } from '../../local/aws/aws-endpoint.ts'
import { createDynamoDb } from '../../local/aws/dynamodb.ts'
import { DEMO_SIMS, seedInventory } from '../../local/demo-inventory.ts'

describe('DEMO_SIMS', () => {
  it('has one SIM per loopback address from 127.0.0.1 on, at least eight', () => {
    expect(DEMO_SIMS.length).toBeGreaterThanOrEqual(8)
    expect(DEMO_SIMS.map(({ address }) => address)).toEqual(
      DEMO_SIMS.map((_, index) => `127.0.0.${index + 1}`),
    )
  })

  it('has distinct ICCIDs that the rules of the product accept', () => {
    expect(new Set(DEMO_SIMS.map(({ iccid }) => parseIccid(iccid))).size).toBe(DEMO_SIMS.length)
    for (const { iccid } of DEMO_SIMS) expect(iccid).toMatch(/^8988\d{15}$/)
  })
})

describe('seedInventory', () => {
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
    for (const [TableName, key] of [
      ['Sims', 'iccid'],
      ['Addresses', 'address'],
    ] as const) {
      await client.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
          KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      )
      await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1 }, { TableName })
    }
  })

  afterEach(async () => {
    client.destroy()
    await endpoint.close()
  })

  it('writes both directions, which have to agree', async () => {
    const sim = { iccid: '8988280666000000001', address: '127.0.0.1' }
    await seedInventory(client, { sims: 'Sims', simAddresses: 'Addresses' }, [sim])

    const byIccid = await client.send(
      new GetItemCommand({ TableName: 'Sims', Key: { iccid: { S: sim.iccid } } }),
    )
    const byAddress = await client.send(
      new GetItemCommand({ TableName: 'Addresses', Key: { address: { S: sim.address } } }),
    )

    expect(byIccid.Item).toEqual({
      iccid: { S: sim.iccid },
      address: { S: sim.address },
      status: { S: 'active' },
    })
    expect(byAddress.Item).toEqual({ address: { S: sim.address }, iccid: { S: sim.iccid } })
  })
})
