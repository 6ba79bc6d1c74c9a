import { IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { createDataPlane } from '../../../lambdas/adapters/iot-data-plane.ts'
import { iotSessions } from '../../../lambdas/adapters/iot-sessions.ts'
import { createIotDataPlane } from '../../../local/aws/iot/iot-data-plane.ts'
import { serve } from '../../local/aws/iot/support/serve.ts'
import { startGateway } from '../../local/iot-core/support/gateway.ts'
import { openPacketClient } from '../../local/iot-core/support/packet-client.ts'
import { ICCID } from '../../support/inventory.ts'
import {
  awsSettingsOf,
  type LoopbackServer,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { reasonOf } from '../../support/refusal.ts'

const AWS = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
}

let server: LoopbackServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A data plane that answers with a status. */
const sessionsWith = async (status: number, error?: string) => {
  const requests: string[] = []
  server = await startLoopbackServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.writeHead(status, { ...(error && { 'x-amzn-errortype': error }) }).end('{}')
  })
  const client = new IoTDataPlaneClient(awsSettingsOf(server))
  return { sessions: iotSessions(async () => client), requests }
}

describe('iotSessions', () => {
  it('ends the session of a SIM and leaves what it subscribed to', async () => {
    const { sessions, requests } = await sessionsWith(200)

    await sessions.end(ICCID)

    expect(requests).toEqual([`DELETE /connections/${ICCID}?preventWillMessage=true`])
  })

  it('takes a SIM that is not connected for done', async () => {
    const { sessions } = await sessionsWith(404, 'ResourceNotFoundException')

    await expect(sessions.end(ICCID)).resolves.toBeUndefined()
  })

  it.each([
    [429, 'ThrottlingException'],
    [500, 'InternalFailureException'],
  ])('says that IoT Core does not answer when it answers %i', async (status, error) => {
    const { sessions } = await sessionsWith(status, error)

    expect(await reasonOf(() => sessions.end(ICCID))).toBe('STORE_UNAVAILABLE')
  })

  it('lets a missing permission through', async () => {
    const { sessions } = await sessionsWith(403, 'ForbiddenException')

    await expect(sessions.end(ICCID)).rejects.toMatchObject({ name: 'ForbiddenException' })
  })
})

describe('iotSessions, at a gateway', () => {
  it('lets a SIM that is refused say nothing more, not even its last will', async () => {
    const running = await startGateway()
    onTestFinished(() => running.close())
    const endpoint = await serve(createIotDataPlane(running.gateway))
    const client = new IoTDataPlaneClient({ ...AWS, endpoint })
    const sessions = iotSessions(async () => client)
    const watcher = await openPacketClient(running)
    await watcher.connect({ clientId: 'watcher' })
    watcher.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] })
    await watcher.next('suback')
    const device = await openPacketClient(running)
    const will = { topic: `${ICCID}/gone`, payload: Buffer.from('open the gate'), qos: 0 } as const
    await device.connect({ clientId: ICCID, will: { ...will, retain: false } })

    await sessions.end(ICCID)

    await device.closed()
    // The next that is published would come after it.
    running.gateway.publish('after', 'it')
    expect(await watcher.next('publish')).toMatchObject({ topic: 'after' })
    expect(running.events.at(-1)).toMatchObject({ disconnectReason: 'API_INITIATED_DISCONNECT' })
  })
})

describe('createDataPlane', () => {
  it('asks for the endpoint of the account once, and again after a failure', async () => {
    const answers = [500, 200, 200]
    const requests: (string | undefined)[] = []
    server = await startLoopbackServer((request, response) => {
      requests.push(request.url)
      response.writeHead(answers.shift() ?? 500).end('{"endpointAddress":"iot.example.com"}')
    })
    const dataPlane = createDataPlane(new IoTClient(awsSettingsOf(server)), {})

    await expect(dataPlane()).rejects.toThrow()
    const client = await dataPlane()
    await dataPlane()

    expect(requests).toEqual(Array(2).fill('/endpoint?endpointType=iot%3AData-ATS'))
    expect(await client.config.endpoint?.()).toMatchObject({ hostname: 'iot.example.com' })
    expect(await client.config.region()).toBe('eu-central-1')
  })

  it('uses another endpoint where one is given, and asks nobody', async () => {
    const requests: (string | undefined)[] = []
    server = await startLoopbackServer((request, response) => {
      requests.push(request.url)
      response.end()
    })
    const iot = new IoTClient(awsSettingsOf(server))

    const client = await createDataPlane(iot, { endpointUrl: 'http://localhost:8443' })()

    expect(await client.config.endpoint?.()).toMatchObject({ hostname: 'localhost', port: 8443 })
    expect(requests).toEqual([])
  })
})
