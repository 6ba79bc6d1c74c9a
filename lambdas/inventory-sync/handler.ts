import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IoTClient } from '@aws-sdk/client-iot'
import { backgroundClient, inventoryClient } from '../adapters/aws-client-settings.ts'
import { dynamoDbInventoryStore } from '../adapters/dynamodb-inventory-store.ts'
import { dynamoDbRuns } from '../adapters/dynamodb-runs.ts'
import { dynamoDbSyncReports } from '../adapters/dynamodb-sync-reports.ts'
import { eventBridgeEvents } from '../adapters/event-bridge-events.ts'
import { createDataPlane } from '../adapters/iot-data-plane.ts'
import { iotSessions } from '../adapters/iot-sessions.ts'
import { storeClock } from '../adapters/store-clock.ts'
import { writeLine } from '../decision-log.ts'
import { boundedSessions } from './bounded-sessions.ts'
import { createInventory } from './create-inventory.ts'
import { syncSettings } from './settings.ts'
import { createHandler } from './sync.ts'
import { createSyncLog } from './sync-log.ts'

const settings = syncSettings(process.env)
const source = settings.source.kind
const dynamoDb = new DynamoDBClient(inventoryClient)
const now = storeClock(dynamoDb)
const log = createSyncLog(writeLine, now, settings.deployment)

/** In milliseconds; IoT Core answers within a second. */
const LONGEST_ENDING = 5000

/** Less patient: what happened is stored, and a bus that does not answer must leave time for the report. Milliseconds. */
const busClient = {
  ...backgroundClient,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
}

export const handler = createHandler({
  source,
  maxShrinkShare: settings.maxShrinkShare,
  inventory: createInventory(settings.source, settings.maxSims),
  runs: dynamoDbRuns(dynamoDb, settings.runsTable, now),
  store: dynamoDbInventoryStore(dynamoDb, {
    sims: settings.simsTable,
    simAddresses: settings.simAddressesTable,
  }),
  reports: dynamoDbSyncReports(dynamoDb, settings.runsTable),
  sessions: boundedSessions(
    iotSessions(
      createDataPlane(new IoTClient(backgroundClient), { endpointUrl: settings.dataPlaneUrl }),
    ),
    LONGEST_ENDING,
  ),
  events: eventBridgeEvents(new EventBridgeClient(busClient), {
    deployment: settings.deployment,
    now,
    report: (error) => log.failure(source, error),
    retry: { retries: 3, minTimeout: 200 },
  }),
  sleep,
  now,
  log,
})
