import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
})
