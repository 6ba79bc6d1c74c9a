import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { dynamoDbInventoryStore } from '../../../lambdas/adapters/dynamodb-inventory-store.ts'
import { dynamoDbRuns } from '../../../lambdas/adapters/dynamodb-runs.ts'
import { dynamoDbSimAddresses } from '../../../lambdas/adapters/dynamodb-sim-addresses.ts'
import { dynamoDbSims } from '../../../lambdas/adapters/dynamodb-sims.ts'
import type { LocalAws } from '../local-aws.ts'
import type { Step } from '../memory-inventory.ts'
import type { Ground } from './play-scenario.ts'

type Item = Record<string, AttributeValue>

/** New tables behind the adapters that are deployed; a step comes before each call. */
export const dynamoDbGround = async (aws: LocalAws, name: string, step: Step): Promise<Ground> => {
  const sims = await aws.createTable(`${name}-sims`, 'iccid')
  const simAddresses = await aws.createTable(`${name}-addresses`, 'address')
  const runsTable = await aws.createTable(`${name}-runs`, 'id')
  const store = dynamoDbInventoryStore(aws.dynamoDb, { sims, simAddresses })
  const readSim = dynamoDbSims(aws.dynamoDb, sims)
  const readAddress = dynamoDbSimAddresses(aws.dynamoDb, simAddresses)
  const put = (table: string, item: Item) =>
    aws.dynamoDb.send(new PutItemCommand({ TableName: table, Item: item }))
  return {
    store: {
      ...store,
      findSims: (iccids) => step(`read ${iccids}`).then(() => store.findSims(iccids)),
      findAddresses: (keys) => step(`read ${keys}`).then(() => store.findAddresses(keys)),
      putSim: (next, seen) => step(`write ${next.iccid}`).then(() => store.putSim(next, seen)),
      putAddress: (next, seen) =>
        step(`write ${next.address}`).then(() => store.putAddress(next, seen)),
    },
    readers: {
      sims: { find: (iccid) => step(`ask ${iccid}`).then(() => readSim.find(iccid)) },
      simAddresses: { find: (key) => step(`ask ${key}`).then(() => readAddress.find(key)) },
    },
    runs: (now) => {
      const runs = dynamoDbRuns(aws.dynamoDb, runsTable, now)
      return {
        start: (request) => step(`start ${request.source}`).then(() => runs.start(request)),
        end: (run) => step(`end ${run.number}`).then(() => runs.end(run)),
      }
    },
    seed: async (snapshot) => {
      for (const { iccid, address } of snapshot) {
        const sim: Item = { iccid: { S: iccid }, status: { S: 'active' } }
        await put(sims, address === undefined ? sim : { ...sim, address: { S: address } })
        if (address === undefined) continue
        await put(simAddresses, { address: { S: address }, iccid: { S: iccid } })
      }
    },
  }
}
