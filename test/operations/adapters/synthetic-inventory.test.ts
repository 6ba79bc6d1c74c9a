import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseIccid } from '../../../domain/iccid.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import { dynamoDbInventoryStore } from '../../../lambdas/adapters/dynamodb-inventory-store.ts'
import { syntheticInventory } from '../../../operations/adapters/synthetic-inventory.ts'
import { createSyntheticSim } from '../../../operations/doctor/walk-device-path.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const start = async (name: string) => {
  const tables = {
    sims: await aws.createTable(`${name}-sims`, 'iccid'),
    simAddresses: await aws.createTable(`${name}-addresses`, 'address'),
  }
  const clock = { seconds: 1_800_000_000 }
  const inventory = syntheticInventory(aws.dynamoDb, () => new Date(clock.seconds * 1000))
  const iccids = async () => {
    const scans = await Promise.all(
      Object.values(tables).map((TableName) => aws.dynamoDb.send(new ScanCommand({ TableName }))),
    )
    return scans.map(({ Items = [] }) => Items.map(({ iccid }) => iccid?.S))
  }
  return { tables, clock, inventory, iccids }
}

describe('syntheticInventory', () => {
  it('adds a SIM to both tables and removes it again', async () => {
    const { tables, inventory, iccids } = await start('whole')
    const sim = createSyntheticSim()

    expect(await inventory.add(tables, sim)).toBe('added')
    expect(await iccids()).toEqual([[sim.iccid], [sim.iccid]])
    await inventory.remove(tables, sim)
    expect(await iccids()).toEqual([[], []])
  })

  it('leaves another doctor alone', async () => {
    const { tables, inventory, iccids, clock } = await start('two')
    const [one, other] = [createSyntheticSim(), createSyntheticSim()]
    await inventory.add(tables, one)
    clock.seconds += 60

    expect(await inventory.add(tables, other)).toBe('busy')
    await inventory.remove(tables, other)

    expect(await iccids()).toEqual([[one.iccid], [one.iccid]])
  })

  it('takes away what one that was killed has left over', async () => {
    const { tables, inventory, iccids, clock } = await start('killed')
    await inventory.add(tables, createSyntheticSim())
    clock.seconds += 121
    const sim = createSyntheticSim()

    expect(await inventory.add(tables, sim)).toBe('added')
    expect(await iccids()).toEqual([[sim.iccid], [sim.iccid]])
  })

  it('neither overwrites nor removes what is not its own', async () => {
    const { tables, inventory, iccids } = await start('theirs')
    const sim = createSyntheticSim()
    const Item = { address: { S: sim.address }, iccid: { S: '8988280666000000001' } }
    await aws.dynamoDb.send(new PutItemCommand({ TableName: tables.simAddresses, Item }))

    expect(await inventory.add(tables, sim)).toBe('theirs')
    await inventory.remove(tables, sim)

    expect(await iccids()).toEqual([[], ['8988280666000000001']])
  })

  it('takes nothing for its own that a run has written over it since', async () => {
    const { tables, inventory, iccids, clock } = await start('taken-over')
    const left = createSyntheticSim()
    await inventory.add(tables, left)
    const store = dynamoDbInventoryStore(aws.dynamoDb, tables)
    const [iccid, taken] = [parseIccid(left.iccid), parseSimAddress(left.address)]
    const sim = (await store.findSims([iccid])).get(iccid)
    const address = (await store.findAddresses([taken])).get(taken)
    if (sim === undefined || address === undefined) throw new Error('expected both, got none')
    expect(await store.putSim({ ...sim, run: 7 }, sim)).toBe(true)
    expect(await store.putAddress({ ...address, run: 7 }, address)).toBe(true)
    clock.seconds += 121

    await inventory.remove(tables, left)
    const outcome = await inventory.add(tables, createSyntheticSim())

    expect(outcome).toBe('theirs')
    expect(await iccids()).toEqual([[left.iccid], [left.iccid]])
  })
})
