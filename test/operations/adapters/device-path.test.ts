import { IoTClient } from '@aws-sdk/client-iot'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { devicePath } from '../../../operations/adapters/device-path.ts'
import { startStubService } from '../support/stub-service.ts'

const SECRET = 'eyJTOKENSECRET'

describe('devicePath', () => {
  it.each(['localhost:1', 'localhost:99999', 'my host', '[::1'])(
    'never quotes a token when it cannot publish to %s',
    async (host) => {
      const settings = { region: 'eu-central-1' }
      const path = devicePath(new IoTClient(settings), new LambdaClient(settings))

      const error = await path.publish(host, 't', `token=${SECRET}`).catch((reason) => reason)

      expect(error).toBeInstanceOf(Error)
      expect(`${error.stack} ${error.cause}`).not.toContain(SECRET)
    },
  )

  it.each([
    ['itself, where no proxy is trusted', {}, '192.0.2.1', {}],
    [
      'through a proxy, where only these are answered',
      { TRUSTED_PROXY_CIDRS: '10.0.0.7/32,10.0.1.0/24', PROXY_HEADER: 'x-real-ip' },
      '10.0.0.7',
      { 'x-real-ip': ['192.0.2.1'] },
    ],
  ])('calls %s', async (_name, Variables, sourceIp, multiValueHeaders) => {
    const events: unknown[] = []
    const settings = await startStubService(({ method, body }) => {
      if (method === 'GET') return { body: JSON.stringify({ Environment: { Variables } }) }
      events.push(JSON.parse(body))
      return { body: '{"statusCode":404,"body":"{}"}' }
    })
    const path = devicePath(new IoTClient(settings), new LambdaClient(settings))

    expect(await path.onboard('onboarding', '192.0.2.1')).toEqual({ status: 404, body: '{}' })
    expect(events).toMatchObject([
      { multiValueHeaders, requestContext: { identity: { sourceIp } } },
    ])
  })
})
