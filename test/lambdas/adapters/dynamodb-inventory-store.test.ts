import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Iccid, parseIccid } from '../../../domain/iccid.ts'
import type { CorruptItem, InventoryStore } from '../../../domain/inventory/ports.ts'
import type { StoredAddress, StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { batchGet } from '../../../lambdas/adapters/batch-get.ts'
import { dynamoDbInventoryStore } from '../../../lambdas/adapters/dynamodb-inventory-store.ts'
import { dynamoDbSimAddresses } from '../../../lambdas/adapters/dynamodb-sim-addresses.ts'
import { dynamoDbSims } from '../../../lambdas/adapters/dynamodb-sims.ts'
import { ADDRESS, ICCID, OTHER_ADDRESS } from '../../support/inventory.ts'
import { aStoredAddress, aStoredSim } from '../../support/inventory-context.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { reasonOf } from '../../support/refusal.ts'

type Item = Record<string, AttributeValue>

let aws: LocalAws
let tables: { sims: string; simAddresses: string }
let store: InventoryStore
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
})
beforeEach(async () => {
  count += 1
  tables = {
    sims: await aws.createTable(`sims-${count}`, 'iccid'),
    simAddresses: await aws.createTable(`addresses-${count}`, 'address'),
  }
  store = dynamoDbInventoryStore(aws.dynamoDb, tables)
})
afterAll(() => aws.close())

const put = (table: string, item: Item) =>
  aws.dynamoDb.send(new PutItemCommand({ TableName: table, Item: item }))
const itemOf = async (iccid: Iccid) => {
  const key = { iccid: { S: iccid } }
  return (await aws.dynamoDb.send(new GetItemCommand({ TableName: tables.sims, Key: key }))).Item
}
const found = async () => (await store.findSims([ICCID])).get(ICCID)
const foundAddress = async () => (await store.findAddresses([ADDRESS])).get(ADDRESS)
const all = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

const handwritten: Item = { iccid: { S: ICCID }, address: { S: ADDRESS }, status: { S: 'active' } }
const aWholeSim: StoredSim = aStoredSim({
  status: 'removed',
  address: undefined,
  suspendedBy: 'inventory',
  suspendedSource: '1nce',
  tokensValidFrom: 1_795_240_000,
  imsi: '901405100000001',
  msisdn: '882285100000001',
  label: 'Pump 1, north',
  endsSession: true,
  refusedAt: 1_795_240_000_123,
  expiresAt: 1_795_840_000,
  run: 12,
})

describe('dynamoDbInventoryStore', () => {
  it.each([
    ['with little', aStoredSim()],
    ['with everything', aWholeSim],
    ['whom no run has written', aStoredSim({ run: 0, source: undefined })],
  ])('gives back a SIM %s', async (_, sim) => {
    expect(await store.putSim(sim, undefined)).toBe(true)

    expect(await found()).toEqual(sim)
    expect(await all(store.allSims())).toEqual([sim])
  })

  it.each<[string, StoredAddress]>([
    ['of a SIM', aStoredAddress()],
    ['of nobody', aStoredAddress({ iccid: undefined, expiresAt: 1_795_840_000 })],
  ])('gives back an address %s', async (_, address) => {
    expect(await store.putAddress(address, undefined)).toBe(true)

    expect(await foundAddress()).toEqual(address)
    expect(await all(store.allAddresses())).toEqual([address])
  })

  it('reads what others wrote as revision 0 of run 0', async () => {
    await put(tables.sims, handwritten)
    await put(tables.simAddresses, { address: { S: ADDRESS }, iccid: { S: ICCID } })

    const others = { run: 0, revision: 0 }
    expect(await found()).toEqual(aStoredSim({ ...others, source: undefined }))
    expect(await foundAddress()).toEqual(aStoredAddress(others))
  })

  it('leaves attributes of others as they are, and takes its own away', async () => {
    await put(tables.sims, { ...handwritten, note: { S: 'theirs' }, label: { S: 'old' } })
    const seen = await found()

    await store.putSim(aStoredSim({ address: undefined, run: 3 }), seen)

    expect(await itemOf(ICCID)).toEqual({
      iccid: { S: ICCID },
      status: { S: 'active' },
      source: { S: '1nce' },
      note: { S: 'theirs' },
      run: { N: '3' },
      revision: { N: '1' },
    })
  })

  it('writes an item only as it was seen', async () => {
    await store.putSim(aStoredSim(), undefined)
    const seen = await found()

    expect(await store.putSim(aStoredSim({ label: 'first' }), seen)).toBe(true)
    expect(await store.putSim(aStoredSim({ label: 'second' }), seen)).toBe(false)
    expect(await store.putSim(aStoredSim({ label: 'third' }), undefined)).toBe(false)
    expect(await found()).toMatchObject({ label: 'first', revision: 2 })
  })

  it('writes an address only as it was seen', async () => {
    await store.putAddress(aStoredAddress(), undefined)
    const seen = await foundAddress()

    expect(await store.putAddress(aStoredAddress({ run: 2 }), seen)).toBe(true)
    expect(await store.putAddress(aStoredAddress({ run: 3 }), seen)).toBe(false)
    expect(await store.putAddress(aStoredAddress({ run: 4 }), undefined)).toBe(false)
    expect(await foundAddress()).toMatchObject({ run: 2, revision: 2 })
  })

  it('puts no new item over one that somebody else has put meanwhile', async () => {
    const theirs = { ...handwritten, note: { S: 'theirs' } }
    await put(tables.sims, theirs)
    await put(tables.simAddresses, { address: { S: ADDRESS }, note: { S: 'theirs' } })

    expect(await store.putSim(aStoredSim(), undefined)).toBe(false)
    expect(await store.putAddress(aStoredAddress(), undefined)).toBe(false)
    expect(await itemOf(ICCID)).toEqual(theirs)
    expect((await foundAddress())?.iccid).toBeUndefined()
  })

  it('writes nothing where an item has gone meanwhile', async () => {
    expect(await store.putSim(aStoredSim(), aStoredSim({ run: 0, revision: 0 }))).toBe(false)
    expect(await store.putAddress(aStoredAddress(), aStoredAddress())).toBe(false)
    expect(await found()).toBeUndefined()
  })

  it.each([
    ['status = :value', { S: 'suspended' }],
    ['address = :value', { S: OTHER_ADDRESS }],
    ['tokensValidFrom = :value', { N: '1795240000' }],
  ])('does not undo what somebody changed by hand: %s', async (change, value) => {
    await store.putSim(aStoredSim(), undefined)
    const seen = await found()
    const [name = '', is] = change.split(' = ')
    await aws.dynamoDb.send(
      new UpdateItemCommand({
        TableName: tables.sims,
        Key: { iccid: { S: ICCID } },
        UpdateExpression: `SET #name = ${is}`,
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    )

    expect(await store.putSim(aStoredSim({ label: 'mine' }), seen)).toBe(false)
  })

  it.each([
    ['another status', { ...handwritten, status: { S: 'Active' } }],
    ['no status', { iccid: { S: ICCID } }],
    ['an address that is none', { ...handwritten, address: { S: '10.64.0.01' } }],
    ['a run that is no number', { ...handwritten, run: { S: '7' } }],
    ['a revision below zero', { ...handwritten, revision: { N: '-1' } }],
    ['a revocation as text', { ...handwritten, tokensValidFrom: { S: '1795240000' } }],
  ])('takes a SIM with %s for corrupt', async (_, item: Item) => {
    await put(tables.sims, item)

    expect(await reasonOf(found)).toBe('STORE_CORRUPT')
    expect(await reasonOf(() => all(store.allSims()))).toBe('STORE_CORRUPT')
  })

  it('writes a SIM whose tokens somebody revoked by a fraction of a second', async () => {
    await put(tables.sims, { ...handwritten, tokensValidFrom: { N: '1795240000.50' } })
    const sim = await found()

    expect(await store.putSim({ ...aStoredSim(sim), status: 'suspended', revision: 1 }, sim)).toBe(
      true,
    )
    expect(await found()).toMatchObject({ status: 'suspended', tokensValidFrom: 1_795_240_000.5 })
  })

  it.each([
    ['something else than an ICCID', { iccid: { S: '*' } }],
    ['a number as ICCID', { iccid: { N: '8988280666000000001' } }],
    ['a run that is no number', { run: { S: 'x' } }],
  ])('takes an address with %s for corrupt', async (_, item: Item) => {
    await put(tables.simAddresses, { address: { S: ADDRESS }, ...item })

    expect(await reasonOf(foundAddress)).toBe('STORE_CORRUPT')
  })

  it('gives one that cannot be read to whoever wants to know, and the others as they are', async () => {
    const other = parseIccid('8988280666000000777')
    await put(tables.sims, { ...handwritten, status: { S: 'Active' } })
    await put(tables.sims, { iccid: { S: other }, status: { S: 'active' } })
    await put(tables.simAddresses, { address: { S: '10.64.0.01' }, iccid: { S: ICCID } })
    await put(tables.simAddresses, { address: { S: ADDRESS }, iccid: { S: ICCID } })
    const corrupt: string[] = []
    const onCorrupt = ({ key, error }: CorruptItem) => void corrupt.push(`${error.code} ${key}`)

    const sims = await store.findSims([ICCID, other], onCorrupt)
    const scanned = await all(store.allSims(onCorrupt))
    const addresses = await all(store.allAddresses(onCorrupt))

    expect([...sims.keys()]).toEqual([other])
    expect(scanned.map(({ iccid }) => iccid)).toEqual([other])
    expect(addresses.map(({ address }) => address)).toEqual([ADDRESS])
    expect(corrupt).toEqual([
      `STORE_CORRUPT ${ICCID}`,
      `STORE_CORRUPT ${ICCID}`,
      'STORE_CORRUPT 10.64.0.01',
    ])
  })

  describe('when the answer of a write is lost, and it is sent again', () => {
    const losing = async (between: () => Promise<unknown> = async () => {}) => {
      const client = new DynamoDBClient({ ...aws.settings, maxAttempts: 2 })
      let lost = false
      client.middlewareStack.add(
        (next) => async (args) => {
          const answer = await next(args)
          if (lost) return answer
          lost = true
          await between()
          throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })
        },
        { step: 'deserialize', priority: 'high' },
      )
      onTestFinished(() => client.destroy())
      return dynamoDbInventoryStore(client, tables)
    }

    it('knows its own write', async () => {
      const seen = aStoredSim()
      await store.putSim(seen, undefined)
      const next = aStoredSim({ status: 'suspended', revision: 2 })

      expect(await (await losing()).putSim(next, seen)).toBe(true)
      expect(await found()).toEqual(next)
    })

    it('knows the item that it put itself', async () => {
      const sim = aStoredSim()
      const address = aStoredAddress()

      expect(await (await losing()).putSim(sim, undefined)).toBe(true)
      expect(await (await losing()).putAddress(address, undefined)).toBe(true)
      expect(await found()).toEqual(sim)
    })

    it('knows the item that somebody else changed after it', async () => {
      const sim = aStoredSim()
      const other = aStoredSim({ run: 9, revision: 2 })
      const overtaken = await losing(() => store.putSim(other, sim))

      expect(await overtaken.putSim(sim, undefined)).toBe(false)
      expect(await found()).toEqual(other)
    })

    it('knows that of another', async () => {
      const seen = aStoredSim()
      await store.putSim(seen, undefined)
      const next = aStoredSim({ status: 'suspended', revision: 2 })
      const other = aStoredSim({ status: 'suspended', run: 9, revision: 3 })
      const overtaken = await losing(() => store.putSim(other, next))

      expect(await overtaken.putSim(next, seen)).toBe(false)
      expect(await found()).toEqual(other)
    })
  })

  it('lets no unknown suspender count as an inventory', async () => {
    await put(tables.sims, {
      ...handwritten,
      status: { S: 'suspended' },
      suspendedBy: { S: 'Inventory' },
    })

    expect(await found()).toMatchObject({ suspendedBy: 'operator' })
  })

  it('reads more than one batch, each key once', async () => {
    const iccids = Array.from({ length: 230 }, (_, n) => parseIccid(`8988280666${1e8 + n}`))
    for (const iccid of iccids) await store.putSim(aStoredSim({ iccid }), undefined)

    const sims = await store.findSims([...iccids, ...iccids, ICCID])

    expect([...sims.keys()].sort()).toEqual(iccids)
    expect(await all(store.allSims())).toHaveLength(230)
  })

  it('is not there for readers once it is a marker', async () => {
    await store.putSim(aWholeSim, undefined)
    await store.putAddress(aStoredAddress({ iccid: undefined }), undefined)

    expect(await dynamoDbSims(aws.dynamoDb, tables.sims).find(ICCID)).toBeUndefined()
    expect(
      await dynamoDbSimAddresses(aws.dynamoDb, tables.simAddresses).find(ADDRESS),
    ).toBeUndefined()
  })

  it('knows an answer that refuses from none', async () => {
    const gone = dynamoDbInventoryStore(aws.dynamoDb, { sims: 'gone', simAddresses: 'gone' })
    const client = new DynamoDBClient({ ...aws.settings, endpoint: 'http://127.0.0.1:1' })
    onTestFinished(() => client.destroy())
    const away = dynamoDbInventoryStore(client, tables)
    const writes = (to: InventoryStore) => [
      to.putSim(aStoredSim(), undefined),
      to.putSim(aStoredSim({ revision: 2 }), aStoredSim()),
    ]

    for (const [to, isRefusal] of [[gone, true] as const, [away, false] as const]) {
      for (const outcome of await Promise.allSettled(writes(to))) {
        expect(outcome.status === 'rejected' && to.isRefusal(outcome.reason)).toBe(isRefusal)
      }
    }
  })

  it('says that the store is unavailable when nobody answers', async () => {
    const client = new DynamoDBClient({ ...aws.settings, endpoint: 'http://127.0.0.1:1' })
    const away = dynamoDbInventoryStore(client, tables)

    expect(await reasonOf(() => away.findSims([ICCID]))).toBe('STORE_UNAVAILABLE')
    expect(await reasonOf(() => all(away.allSims()))).toBe('STORE_UNAVAILABLE')
    expect(await reasonOf(() => away.putSim(aStoredSim(), undefined))).toBe('STORE_UNAVAILABLE')
  })
})

/** DynamoDB that processes so many keys of each batch, and leaves the others. */
const startLazyDynamoDb = async (keysPerCall: number) => {
  const calls: number[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { RequestItems } = JSON.parse(Buffer.concat(chunks).toString())
    const keys: Item[] = RequestItems.table.Keys
    calls.push(keys.length)
    const left = keys.slice(keysPerCall)
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(
      JSON.stringify({
        Responses: { table: keys.slice(0, keysPerCall) },
        UnprocessedKeys: left.length === 0 ? {} : { table: { Keys: left, ConsistentRead: true } },
      }),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const client = new DynamoDBClient({ ...aws.settings, endpoint: `http://127.0.0.1:${port}` })
  const close = () => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  }
  return { client, calls, close }
}

describe('batchGet', () => {
  const keys = Array.from({ length: 100 }, (_, n) => `key-${n}`)

  it('asks again for what was not processed', async () => {
    const lazy = await startLazyDynamoDb(40)

    const items = await batchGet(lazy.client, 'table', 'id', keys)
    lazy.close()

    expect(items.map(({ id }) => id?.S)).toEqual(keys)
    expect(lazy.calls).toEqual([100, 60, 20])
  })

  it('gives up when nothing is processed any more', async () => {
    const lazy = await startLazyDynamoDb(0)

    const reason = await reasonOf(() => batchGet(lazy.client, 'table', 'id', keys))
    lazy.close()

    expect(reason).toBe('STORE_UNAVAILABLE')
    expect(lazy.calls.length).toBeGreaterThan(3)
  })
})
