import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createIdentifySim } from '../../../domain/identify-sim.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import { dynamoDbInventoryStore } from '../../../lambdas/adapters/dynamodb-inventory-store.ts'
import { dynamoDbRuns } from '../../../lambdas/adapters/dynamodb-runs.ts'
import { dynamoDbSimAddresses } from '../../../lambdas/adapters/dynamodb-sim-addresses.ts'
import { dynamoDbSims } from '../../../lambdas/adapters/dynamodb-sims.ts'
import { dynamoDbSyncReports } from '../../../lambdas/adapters/dynamodb-sync-reports.ts'
import { eventBridgeEvents } from '../../../lambdas/adapters/event-bridge-events.ts'
import { iotSessions } from '../../../lambdas/adapters/iot-sessions.ts'
import { oneNceInventory } from '../../../lambdas/adapters/one-nce/one-nce-inventory.ts'
import { createHandler } from '../../../lambdas/inventory-sync/sync.ts'
import { createSyncLog } from '../../../lambdas/inventory-sync/sync-log.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import {
  awsSettingsOf,
  type LoopbackServer,
  startLoopbackServer,
  textOf,
} from '../../support/loopback-server.ts'
import {
  anApiSim,
  CREDENTIALS,
  type OperatorApi,
  startOperatorApi,
} from '../../support/operator-api.ts'

let aws: LocalAws
let bus: LoopbackServer
let iot: LoopbackServer
let api: OperatorApi
let tables = 0
const published: string[] = []
const disconnected: (string | undefined)[] = []

beforeAll(async () => {
  aws = await startLocalAws()
  bus = await startLoopbackServer(async (request, response) => {
    const { Entries }: { Entries: { DetailType: string }[] } = JSON.parse(await textOf(request))
    published.push(...Entries.map(({ DetailType }) => DetailType))
    response.end(
      JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: '1' })) }),
    )
  })
  iot = await startLoopbackServer((request, response) => {
    disconnected.push(request.url?.split(/[/?]/).at(2))
    response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}')
  })
})
afterAll(() => Promise.all([aws.close(), bus.close(), iot.close()]))

beforeEach(async () => {
  api = await startOperatorApi()
  published.length = 0
  disconnected.length = 0
})
afterEach(() => api.close())

const start = async (maxShrinkShare = 0.1) => {
  tables += 1
  const sims = await aws.createTable(`sims-${tables}`, 'iccid')
  const simAddresses = await aws.createTable(`addresses-${tables}`, 'address')
  const runs = await aws.createTable(`runs-${tables}`, 'id')
  const dataPlane = new IoTDataPlaneClient(awsSettingsOf(iot))
  const lines: string[] = []
  const log = createSyncLog((line) => lines.push(line), Date.now, 'simpass-test-identity')
  const handler = createHandler({
    source: '1nce',
    maxShrinkShare,
    inventory: oneNceInventory({
      url: api.url,
      credentials: async () => CREDENTIALS,
      iccidForm: 'iccid',
      concurrency: 4,
      maxSims: 10_000,
      limits: { timeout: 1000, maxBodyBytes: 1_000_000 },
      retry: { retries: 3, minTimeout: 1, maxTimeout: 10, maxRetryAfter: 10 },
    }),
    runs: dynamoDbRuns(aws.dynamoDb, runs, Date.now),
    store: dynamoDbInventoryStore(aws.dynamoDb, { sims, simAddresses }),
    reports: dynamoDbSyncReports(aws.dynamoDb, runs),
    sessions: iotSessions(async () => dataPlane),
    events: eventBridgeEvents(new EventBridgeClient(awsSettingsOf(bus)), {
      deployment: 'simpass-test-identity',
      now: Date.now,
      report: (error) => log.failure('1nce', error),
      retry: { retries: 1, minTimeout: 1 },
    }),
    sleep: async () => {},
    now: Date.now,
    log,
  })
  const identify = createIdentifySim({
    sims: dynamoDbSims(aws.dynamoDb, sims),
    simAddresses: dynamoDbSimAddresses(aws.dynamoDb, simAddresses),
  })
  return {
    lines,
    sync: (event: object = {}) => handler(event, { getRemainingTimeInMillis: () => 900_000 }),
    /** Who onboarding takes the caller at an address for. */
    whoIs: async (address: unknown) => {
      try {
        return (await identify(parseSimAddress(address))).iccid
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    },
  }
}

const sims = (count: number) => Array.from({ length: count }, (_, index) => anApiSim(index + 1))

describe('the inventory sync function', () => {
  it('lets the SIMs of the operator onboard, and no others', async () => {
    api.sims = [...sims(249), anApiSim(250, { status: 'Disabled' })]
    const { sync, whoIs } = await start()

    expect(await sync()).toMatchObject({ outcome: 'applied', counts: { listed: 250, added: 250 } })

    expect(await whoIs('10.64.0.1')).toBe(anApiSim(1).iccid)
    expect(await whoIs('10.64.0.249')).toBe(anApiSim(249).iccid)
    expect(await whoIs('10.64.0.250')).toBe('SIM_SUSPENDED')
    expect(await whoIs('10.64.0.251')).toBe('ADDRESS_UNKNOWN')
    expect(published).toHaveLength(250 + 1)
    expect(published.at(-1)).toBe('SIM Changes')
    expect(await sync()).toMatchObject({ outcome: 'applied', counts: { unchanged: 250, added: 0 } })
    expect(published).toHaveLength(250 + 1)
  })

  it('follows SIMs that swap addresses, are disabled, come back and go', async () => {
    api.sims = sims(40)
    const { sync, whoIs } = await start(0.2)
    await sync()
    const [one, two, three, ...others] = sims(39)
    const swapped = [
      { ...one, ip_address: '10.64.0.2' },
      { ...two, ip_address: '10.64.0.1' },
    ]
    api.sims = [...swapped, { ...three, status: 'Disabled' }, ...others]

    expect(await sync()).toMatchObject({
      outcome: 'applied',
      losses: 4,
      counts: { moved: 2, suspended: 1, removed: 1, unchanged: 36 },
      problems: [],
    })

    expect(await whoIs('10.64.0.1')).toBe(two?.iccid)
    expect(await whoIs('10.64.0.2')).toBe(one?.iccid)
    expect(await whoIs('10.64.0.3')).toBe('SIM_SUSPENDED')
    expect(await whoIs('10.64.0.40')).toBe('ADDRESS_UNKNOWN')
    expect(new Set(disconnected)).toEqual(new Set([three?.iccid, anApiSim(40).iccid]))

    api.sims = sims(40)
    expect(await sync()).toMatchObject({ counts: { moved: 2, resumed: 1, added: 1 } })
    expect(await whoIs('10.64.0.1')).toBe(one?.iccid)
    expect(await whoIs('10.64.0.3')).toBe(three?.iccid)
    expect(await whoIs('10.64.0.40')).toBe(anApiSim(40).iccid)
  })

  it('does not disconnect a fleet because the API lists nothing', async () => {
    api.sims = sims(20)
    const { sync, whoIs } = await start()
    await sync()
    api.sims = []

    const held = await sync()

    expect(held).toMatchObject({ outcome: 'held', losses: 20, held: { run: 2 } })
    expect(await whoIs('10.64.0.7')).toBe(anApiSim(7).iccid)
    expect(published.filter((type) => type === 'SIM Sync Held')).toHaveLength(1)
    expect(await sync({ confirmRun: 2 })).toMatchObject({ outcome: 'applied' })
    expect(await whoIs('10.64.0.7')).toBe('ADDRESS_UNKNOWN')
  })

  it('gives no device the identity of another by way of addresses that nobody had', async () => {
    const fleet = sims(20)
    api.sims = fleet
    const { sync, whoIs } = await start()
    await sync()

    api.sims = fleet.map((sim, index) => ({ ...sim, ip_address: `10.99.0.${index + 1}` }))
    const away = await sync()
    api.sims = fleet.map((sim, index) => ({ ...sim, ip_address: fleet[index ^ 1]?.ip_address }))
    const back = await sync()

    expect([away, back]).toMatchObject([
      { outcome: 'held', losses: 20, held: { run: 2 } },
      { outcome: 'held', losses: 20, held: { run: 3 } },
    ])
    expect(away.held?.sims).toContainEqual({
      iccid: fleet[0]?.iccid,
      kind: 'moved',
      address: '10.99.0.1',
    })
    for (const { iccid, ip_address } of fleet) expect(await whoIs(ip_address)).toBe(iccid)
  })

  it('tells once that it cannot read most of the elements, and counts such syncs', async () => {
    api.sims = sims(20)
    const { sync, whoIs, lines } = await start()
    await sync()
    api.sims = sims(20).map((sim, index) => (index === 0 ? sim : { ...sim, status: 'Deactivated' }))

    const stale = await sync()
    await sync()
    api.sims = sims(20)
    await sync()

    expect(stale).toMatchObject({ outcome: 'applied', unreadableSince: 2 })
    expect(await whoIs('10.64.0.20')).toBe(anApiSim(20).iccid)
    const logged = lines.map((line) => JSON.parse(line))
    expect(logged.map(({ staleSyncs }) => staleSyncs)).toEqual([0, 1, 1, 0])
    expect(logged[0]._aws.CloudWatchMetrics[1].Metrics).toContainEqual({
      Name: 'staleSyncs',
      Unit: 'Count',
    })
    expect(published.filter((type) => type === 'SIM Inventory Unreadable')).toHaveLength(1)
  })

  it('counts and tells once whom it does not remove for an element without an ICCID', async () => {
    api.sims = sims(20)
    const { sync, whoIs, lines } = await start()
    await sync()
    api.sims = [...sims(19), anApiSim(21, { iccid: '' })]

    await sync()
    await sync()

    expect(await whoIs('10.64.0.20')).toBe(anApiSim(20).iccid)
    const logged = lines.map((line) => JSON.parse(line))
    expect(logged).toMatchObject([
      { withheld: 0 },
      { withheld: 1, withholding: { run: 2, reason: 'REMOVALS_WITHHELD' } },
      { withheld: 1, withholding: { run: 2 } },
    ])
    expect(logged[0]._aws.CloudWatchMetrics[1].Metrics).toContainEqual({
      Name: 'withheld',
      Unit: 'Count',
    })
    expect(published.filter((type) => type === 'SIM Removals Withheld')).toHaveLength(1)
  })

  it('changes nothing and says so when the API is down', async () => {
    api.sims = sims(20)
    const { sync, whoIs, lines } = await start()
    await sync()
    api.faults = Array.from({ length: 50 }, () => ({ kind: 'status', status: 503 }))

    expect(await sync()).toMatchObject({ outcome: 'failed', reason: 'INVENTORY_UNAVAILABLE' })

    expect(await whoIs('10.64.0.7')).toBe(anApiSim(7).iccid)
    expect(published).toContain('SIM Sync Failed')
    expect(lines.join()).not.toMatch(/token-1|w\\u00f6rd|wörd|Basic|Bearer/)
  })
})
