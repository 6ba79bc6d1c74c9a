import mqtt, { type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { type ClientExit, runClient } from '../../e2e/support/run-client.ts'
import type { Deployment } from './deployment.ts'

const pass = z.object({
  username: z.string(),
  clientId: z.string(),
  iotCoreEndpointUrl: z.string(),
  amazonRootCaUrl: z.string(),
})

/** What a device gets when it onboards. */
export type Pass = z.output<typeof pass>

/** The deployed REST API under the emulator's address instead of the one that only AWS answers to. */
export const onboardingUrl = ({ emulator, output }: Deployment): string => {
  const { hostname, pathname } = new URL(output('OnboardingUrl'))
  const [apiId] = hostname.split('.')
  return `${emulator.endpointUrl}/_aws/execute-api/${apiId}${pathname}`
}

/** Asks for a pass. The emulator takes the caller's address from this header, which AWS never does. */
export const askForPass = (
  deployment: Deployment,
  address: string,
  layout = 'standard',
): Promise<Response> =>
  fetch(`${onboardingUrl(deployment)}?layout=${layout}`, {
    headers: { 'X-Forwarded-For': address },
  })

/** Onboards the SIM of an address. */
export const onboard = async (
  deployment: Deployment,
  address: string,
  layout?: 'standard' | 'compact',
): Promise<Pass> => {
  const response = await askForPass(deployment, address, layout)
  if (response.status !== 200) throw new Error(`expected status 200, got ${response.status}`)
  return pass.parse(await response.json())
}

/** Publishes with mosquitto as the vendor's page does. */
export const publishWithMosquitto = (
  { iotCore }: Deployment,
  { iotCoreEndpointUrl, username, clientId }: Pass,
  topic: string,
  message: string,
): Promise<ClientExit> =>
  runClient('mosquitto_pub', [
    ...['-h', iotCoreEndpointUrl, '-p', String(iotCore.devicePort), '--tls-alpn', 'mqtt'],
    ...['--cafile', iotCore.rootCaFile, '-i', clientId, '-u', username, '-q', '1'],
    ...['-t', topic, '-m', message],
  ])

/** Connects with MQTT.js. */
export const connect = (
  { iotCore }: Deployment,
  { iotCoreEndpointUrl: host, username, clientId }: Pass,
): Promise<MqttClient> =>
  mqtt.connectAsync(`mqtts://${host}:${iotCore.devicePort}`, {
    username,
    clientId,
    ca: iotCore.rootCaPem,
    ALPNProtocols: ['mqtt'],
    servername: host,
    reconnectPeriod: 0,
  })

/** Watches all topics as an operator does. @returns the payload of the next message on a topic */
export const watch = async ({
  iotCore,
}: Deployment): Promise<(topic: string) => Promise<string>> => {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${iotCore.tapPort}`)
  onTestFinished(() => {
    client.end(true)
  })
  await client.subscribeAsync('#', { qos: 1 })
  return (wanted) =>
    new Promise((resolve) => {
      client.on('message', (topic, payload) => {
        if (topic === wanted) resolve(payload.toString())
      })
    })
}
