import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeyId } from '../../../domain/token-key.ts'
import { dynamoDbPublishedKeys } from '../../../lambdas/adapters/dynamodb-published-keys.ts'
import { dynamoDbSimAddresses } from '../../../lambdas/adapters/dynamodb-sim-addresses.ts'
import { dynamoDbSims } from '../../../lambdas/adapters/dynamodb-sims.ts'
import { dynamoDbVerificationKeys } from '../../../lambdas/adapters/dynamodb-verification-keys.ts'
import { generateSigningKeys } from '../../../lambdas/signing-keys/generate-signing-keys.ts'
import { ADDRESS, aSim, ICCID } from '../../support/inventory.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { publicKeyPem } from '../../support/pem.ts'
import { reasonOf } from '../../support/refusal.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await aws.createTable('sims', 'iccid')
  await aws.createTable('addresses', 'address')
  await aws.createTable('keys', 'kid')
})
afterAll(() => aws.close())

type Item = Record<string, AttributeValue>
const put = (table: string, item: Item) =>
  aws.dynamoDb.send(new PutItemCommand({ TableName: table, Item: item }))

const simItem: Item = { iccid: { S: ICCID }, address: { S: ADDRESS }, status: { S: 'active' } }

describe('dynamoDbSims', () => {
  it.each([
    ['with an address', simItem, aSim()],
    [
      'without one',
      { iccid: { S: ICCID }, status: { S: 'suspended' } },
      aSim({ address: undefined, status: 'suspended' }),
    ],
    [
      'whose tokens were revoked',
      { ...simItem, tokensValidFrom: { N: '1795240000' } },
      aSim({ tokensValidFrom: 1_795_240_000 }),
    ],
    [
      'whose tokens somebody revoked by a fraction of a second',
      { ...simItem, tokensValidFrom: { N: '1795240000.50' } },
      aSim({ tokensValidFrom: 1_795_240_000.5 }),
    ],
  ])('finds a SIM %s', async (_, item: Item, sim) => {
    await put('sims', item)

    expect(await dynamoDbSims(aws.dynamoDb, 'sims').find(ICCID)).toEqual(sim)
  })

  it('finds none that is not there', async () => {
    const sims = dynamoDbSims(aws.dynamoDb, await aws.createTable('empty', 'iccid'))

    expect(await sims.find(ICCID)).toBeUndefined()
  })

  it.each([
    ['an unknown status', { ...simItem, status: { S: 'Active' } }],
    ['an address that is none', { ...simItem, address: { S: 'unknown' } }],
    ['an address in another form', { ...simItem, address: { S: '::ffff:10.64.0.1' } }],
    ['no status', { iccid: { S: ICCID }, address: { S: ADDRESS } }],
    ['a revocation that is no number', { ...simItem, tokensValidFrom: { S: 'yesterday' } }],
    [
      'a revocation of too many digits',
      { ...simItem, tokensValidFrom: { N: '1.12345678901234567' } },
    ],
    ['a revision that no writer could go on from', { ...simItem, revision: { S: '3' } }],
  ])('takes a SIM with %s for corrupt', async (_, item: Item) => {
    await put('sims', item)

    expect(await reasonOf(() => dynamoDbSims(aws.dynamoDb, 'sims').find(ICCID))).toBe(
      'STORE_CORRUPT',
    )
  })

  it('says that the store is unavailable when nobody answers', async () => {
    const client = new DynamoDBClient({ ...aws.settings, endpoint: 'http://127.0.0.1:1' })

    expect(await reasonOf(() => dynamoDbSims(client, 'sims').find(ICCID))).toBe('STORE_UNAVAILABLE')
  })

  it('lets a mistake of ours through', async () => {
    await expect(dynamoDbSims(aws.dynamoDb, 'no-such-table').find(ICCID)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('dynamoDbSimAddresses', () => {
  it('finds the ICCID of an address, or none', async () => {
    const addresses = dynamoDbSimAddresses(aws.dynamoDb, 'addresses')
    expect(await addresses.find(ADDRESS)).toBeUndefined()

    await put('addresses', { address: { S: ADDRESS }, iccid: { S: ICCID } })

    expect(await addresses.find(ADDRESS)).toBe(ICCID)
  })

  it('takes an address of something else than an ICCID for corrupt', async () => {
    await put('addresses', { address: { S: ADDRESS }, iccid: { S: '*' } })

    expect(
      await reasonOf(() => dynamoDbSimAddresses(aws.dynamoDb, 'addresses').find(ADDRESS)),
    ).toBe('STORE_CORRUPT')
  })
})

describe('published and verification keys', () => {
  const { token } = generateSigningKeys()
  const key = { kid: token.kid, alg: token.alg, publicKey: publicKeyPem(token.privateKey) }
  const published = () => dynamoDbPublishedKeys(aws.dynamoDb, 'keys', () => new Date(0))
  const verification = (clock = { now: 0 }) =>
    dynamoDbVerificationKeys(aws.dynamoDb, 'keys', {
      maxAgeMilliseconds: 1000,
      now: () => clock.now,
    })

  it('publishes a key again and again, and never another one under its id', async () => {
    await published().publish(key)
    await published().publish(key)
    const other = { ...key, publicKey: publicKeyPem(generateSigningKeys().token.privateKey) }

    await expect(published().publish(other)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    })
    expect(await published().live()).toEqual([key])
  })

  it('finds a live key with its one algorithm', async () => {
    await published().publish(key)

    expect(await verification().find(key.kid)).toMatchObject({ kid: key.kid, alg: 'ES256' })
    expect(await verification().find('none' as KeyId)).toBeUndefined()
  })

  it('believes a retired key no longer than the cache is old', async () => {
    await published().publish(key)
    const clock = { now: 0 }
    const keys = verification(clock)
    await keys.find(key.kid)
    await put('keys', {
      kid: { S: key.kid },
      alg: { S: key.alg },
      publicKey: { S: key.publicKey },
      status: { S: 'retired' },
    })

    clock.now = 999
    expect(await keys.find(key.kid)).toBeDefined()
    clock.now = 1000
    expect(await keys.find(key.kid)).toBeUndefined()
  })
})
