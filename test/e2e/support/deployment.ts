import { readFileSync } from 'node:fs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import mqtt, { type MqttClient } from 'mqtt'
import type { SyncReport } from '../../../domain/inventory/sync/sync-report.ts'
import type { Endpoints } from './endpoints.ts'
import { type Answer, exchange } from './https-exchange.ts'

/** A deployment that one test file started for itself, and devices of it. */
export const deploymentAt = (endpoints: Endpoints) => {
  const { aws, iot, onboardingUrl, rootCa } = endpoints
  const ca = readFileSync(rootCa, 'utf8')
  const lambda = new LambdaClient({
    region: aws.region,
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
  })
  return {
    /** Runs the sync as its schedule or an operator does. */
    synchronize: async (event: object = {}): Promise<SyncReport> => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({
          FunctionName: aws.functions.inventorySync,
          Payload: JSON.stringify(event),
        }),
      )
      const text = Buffer.from(Payload ?? []).toString('utf8')
      if (FunctionError !== undefined) throw new Error(`expected a report, got ${text}`)
      return JSON.parse(text)
    },

    /** Asks for a token from an address. */
    ask: (address: string): Promise<Answer> => {
      const { hostname: host, port, pathname: path } = new URL(onboardingUrl)
      return exchange({ host, port, path, ca, localAddress: address })
    },

    /** Connects with the pass of an answer, once. */
    connect: ({ body }: Answer): Promise<MqttClient> => {
      const { username, clientId } = JSON.parse(body)
      return mqtt.connectAsync(`mqtts://${iot.host}:${iot.port}`, {
        username,
        clientId,
        ca,
        ALPNProtocols: ['mqtt'],
        servername: iot.host,
        reconnectPeriod: 0,
      })
    },

    close: () => lambda.destroy(),
  }
}
