import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createIdentifySim } from '../../../domain/identify-sim.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import { suspendSim } from '../../../domain/inventory/suspend-sim.ts'
import { synchronize } from '../../../domain/inventory/sync/synchronize.ts'
import { dynamoDbInventoryStore } from '../../../lambdas/adapters/dynamodb-inventory-store.ts'
import { dynamoDbSimAddresses } from '../../../lambdas/adapters/dynamodb-sim-addresses.ts'
import { dynamoDbSims } from '../../../lambdas/adapters/dynamodb-sims.ts'
import { parseSim } from '../../../lambdas/adapters/one-nce/parse-sim.ts'
import { ADDRESS, ICCID } from '../../support/inventory.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { anApiSim } from '../../support/operator-api.ts'
import { listingOf, syncContext } from '../../support/sync-context.ts'

let aws: LocalAws
let store: InventoryStore
let tables: { sims: string; simAddresses: string }
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const put = (TableName: string, Item: PutItemCommand['input']['Item']) =>
  aws.dynamoDb.send(new PutItemCommand({ TableName, Item }))

const syncWith = (address: string) => {
  const sims = [anApiSim(1, { ip_address: address }), anApiSim(2)].map((sim, at) =>
    parseSim(sim, `element ${at + 1}`, 'iccid'),
  )
  const entries = sims.flatMap((sim) => ('code' in sim ? [] : [sim]))
  const unreadable = sims.flatMap((sim) => ('code' in sim ? [sim] : []))
  const { ctx } = syncContext([listingOf(entries, unreadable)])
  const options = { source: '1nce', maxShrinkShare: 1, lifetimeMs: 60_000 }
  return synchronize({ ...ctx, store }, options)
}

describe.each(['0.0.0.0', 'ff02::1'])('a SIM that is stored at %s', (unusable) => {
  beforeEach(async () => {
    count += 1
    tables = {
      sims: await aws.createTable(`sims-${count}`, 'iccid'),
      simAddresses: await aws.createTable(`addresses-${count}`, 'address'),
    }
    store = dynamoDbInventoryStore(aws.dynamoDb, tables)
    const [iccid, address] = [{ S: ICCID }, { S: unusable }]
    await put(tables.sims, { iccid, address, status: { S: 'active' }, source: { S: '1nce' } })
    await put(tables.simAddresses, { address, iccid })
  })

  it('is moved by a sync to the address that the inventory says', async () => {
    const { outcome, counts, problems } = await syncWith(ADDRESS)

    expect({ outcome, problems }).toEqual({ outcome: 'applied', problems: [] })
    expect(counts).toMatchObject({ moved: 1, refused: 0 })
    const identify = createIdentifySim({
      sims: dynamoDbSims(aws.dynamoDb, tables.sims),
      simAddresses: dynamoDbSimAddresses(aws.dynamoDb, tables.simAddresses),
    })
    expect(await identify(ADDRESS)).toMatchObject({ iccid: ICCID })
  })

  it('stays and is reported while the inventory says the same', async () => {
    const { outcome, counts, problems } = await syncWith(unusable)

    expect(outcome).toBe('applied')
    expect(counts).toMatchObject({ added: 1, moved: 0, removed: 0, unreadable: 1 })
    expect(problems).toMatchObject([{ iccid: ICCID, code: 'INVALID_ADDRESS' }])
    expect((await store.findSims([ICCID])).get(ICCID)).toMatchObject({ address: unusable })
  })

  it('can be suspended', async () => {
    const { ctx } = syncContext([listingOf([])])

    await suspendSim({ ...ctx, store }, ICCID)

    expect((await store.findSims([ICCID])).get(ICCID)).toMatchObject({ status: 'suspended' })
  })
})
