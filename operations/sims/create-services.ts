import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { DomainError } from '../../domain/errors.ts'
import { dynamoDbInventoryStore } from '../../lambdas/adapters/dynamodb-inventory-store.ts'
import { dynamoDbRuns } from '../../lambdas/adapters/dynamodb-runs.ts'
import { eventBridgeEvents } from '../../lambdas/adapters/event-bridge-events.ts'
import { createDataPlane } from '../../lambdas/adapters/iot-data-plane.ts'
import { iotSessions } from '../../lambdas/adapters/iot-sessions.ts'
import { storeClock } from '../../lambdas/adapters/store-clock.ts'
import { dynamoDbCheckpoints } from '../adapters/dynamodb-checkpoints.ts'
import { invokeFunction } from '../adapters/lambda-invocation.ts'
import { CommandError } from './command-error.ts'
import type { Services } from './services.ts'
import type { Target } from './target.ts'

/** What a local stack takes; real credentials are never sent there. */
const LOCAL_CREDENTIALS = { accessKeyId: 'operator', secretAccessKey: 'operator' }
/** As many writes as an import has under way. */
const MOST_SOCKETS = 128
/** What hangs is tried again, and stops nothing for ever. In milliseconds. */
const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true }
/** The longest that a function may run, and a little for the way. */
const FUNCTION_MS = 16 * 60_000

const settingsOf = ({ endpoint, region }: Target) =>
  endpoint === undefined ? { region } : { region, endpoint, credentials: LOCAL_CREDENTIALS }

type Settings = ReturnType<typeof settingsOf> & { readonly maxAttempts: number }

/** A local stack has one endpoint for all; an account has a data endpoint of its own. */
const dataPlaneOf = (target: Target, settings: Settings): (() => Promise<IoTDataPlaneClient>) => {
  if (target.endpoint === undefined) {
    return createDataPlane(new IoTClient(settings), { endpointUrl: target.dataPlaneUrl })
  }
  const client = new IoTDataPlaneClient(settings)
  return async () => client
}

/** A bus that is away is away for every call of a long import: told at the 1st, 10th, 100th, ... time. */
const noteSeldom = (note: (line: string) => void) => {
  let count = 0
  return ({ code, message }: DomainError): void => {
    count += 1
    if (/^10*$/.test(String(count))) note(`${code}: ${message} (${count} so far)`)
  }
}

/**
 * A deployment, behind AWS's own clients.
 *
 * @param note takes what went wrong beside the work itself
 */
export const createServices = (target: Target, note: (line: string) => void): Services => {
  // An operator waits rather than starts again: tables that grow throttle.
  const settings = { ...settingsOf(target), maxAttempts: 10, requestHandler: TIMEOUTS }
  const requestHandler = {
    ...TIMEOUTS,
    httpsAgent: { maxSockets: MOST_SOCKETS },
    httpAgent: { maxSockets: MOST_SOCKETS },
  }
  const dynamoDb = new DynamoDBClient({
    ...settings,
    requestHandler,
    // Nothing adds middleware between two calls.
    cacheMiddleware: true,
  })
  const { sims, simAddresses, inventoryRuns } = target.tables
  const now = storeClock(dynamoDb)
  return {
    ctx: {
      runs: dynamoDbRuns(dynamoDb, inventoryRuns, now),
      store: dynamoDbInventoryStore(dynamoDb, { sims, simAddresses }),
      sessions: iotSessions(dataPlaneOf(target, settings)),
      events: eventBridgeEvents(new EventBridgeClient(settings), {
        deployment: target.deployment,
        now,
        report: noteSeldom(note),
        retry: { retries: 5, minTimeout: 200 },
      }),
      now,
    },
    checkpoints: dynamoDbCheckpoints(dynamoDb, inventoryRuns),
    deployment: target.deployment,
    invokeSync: async (event) => {
      if (target.syncFunction === undefined) {
        throw new CommandError(
          'SYNC_FUNCTION_MISSING',
          `expected a sync function in ${target.deployment}, got none: deploy it with the setting inventory`,
        )
      }
      // A second attempt would be a second sync.
      const client = new LambdaClient({
        ...settings,
        maxAttempts: 1,
        requestHandler: { requestTimeout: FUNCTION_MS },
      })
      return invokeFunction(client, target.syncFunction, event)
    },
  }
}
