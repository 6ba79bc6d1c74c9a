import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { iotSessions } from '../../../operations/adapters/iot-sessions.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const sessions = () => iotSessions(aws.dynamoDb, () => Promise.reject(new Error('not to be asked')))
const put = (number: number, attributes: Record<string, AttributeValue>) =>
  aws.dynamoDb.send(
    new PutItemCommand({
      TableName: 'sims',
      Item: { iccid: { S: `898828066600000000${number}` }, ...attributes },
    }),
  )

describe('iotSessions', () => {
  it('knows all SIMs that may have a session', async () => {
    await aws.createTable('sims', 'iccid')
    await put(1, { status: { S: 'active' } })
    await put(2, { status: { S: 'suspended' } })
    await put(3, {})
    await put(4, { status: { S: 'removed' }, endsSession: { BOOL: true } })
    await put(5, { status: { S: 'removed' } })

    expect([...(await sessions().clientIds('sims'))].sort()).toEqual(
      [1, 2, 3, 4].map((number) => `898828066600000000${number}`),
    )
  })

  it('knows none where there is no table any more', async () => {
    expect(await sessions().clientIds('gone')).toEqual([])
  })
})
