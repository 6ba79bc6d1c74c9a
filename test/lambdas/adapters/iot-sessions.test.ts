import { IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { afterEach, describe, expect, it } from 'vitest'
import { createDataPlane } from '../../../lambdas/adapters/iot-data-plane.ts'
import { iotSessions } from '../../../lambdas/adapters/iot-sessions.ts'
import { ICCID } from '../../support/inventory.ts'
import {
  awsSettingsOf,
  type LoopbackServer,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { reasonOf } from '../../support/refusal.ts'

let server: LoopbackServer
afterEach(() => server.close())

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

    expect(requests).toEqual([`DELETE /connections/${ICCID}`])
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
