import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCustomAuthentication } from '../../../../local/iot-core/authentication/custom-authentication.ts'
import { AuthorizerRegistry } from '../../../../local/iot-core/control-plane/authorizer-registry.ts'
import { evaluatePolicies } from '../../../../local/iot-core/policy/evaluate-policies.ts'
import { createTokenSigner } from '../authentication/support/token-signing.ts'
import type { RunningGateway } from '../support/gateway.ts'
import { ARN_PREFIX, startGateway } from '../support/gateway.ts'
import { nextMessage } from '../support/next-message.ts'
import { openPacketClient } from '../support/packet-client.ts'

const ICCID = '8988280666000000001'
const OTHER = '8988280666000000002'
const TOKEN = 'header.payload.signature'
const signer = createTokenSigner()

const arns = (...names: string[]): string[] => names.map((name) => `${ARN_PREFIX}:${name}`)

const policy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['iot:Connect'], Resource: arns(`client/${ICCID}`) },
    { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: arns(`topic/${ICCID}/*`) },
    { Effect: 'Allow', Action: ['iot:Subscribe'], Resource: arns(`topicfilter/${ICCID}/*`) },
  ],
}

const query = (signature: string): string =>
  `x-amz-customauthorizer-name=sim&x-amz-customauthorizer-signature=${encodeURIComponent(signature)}&token=${TOKEN}`

const credentials = query(signer.sign(TOKEN))
const username = `${TOKEN}?${credentials}`

const startWithAuthorizer = (): Promise<RunningGateway> => {
  const authorizers = new AuthorizerRegistry({ arnPrefix: ARN_PREFIX, defaultStatus: 'ACTIVE' })
  authorizers.create('sim', {
    authorizerFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer',
    tokenKeyName: 'token',
    tokenSigningPublicKeys: { live: signer.publicKey },
  })
  const authenticate = createCustomAuthentication({
    authorizers,
    invoke: async () => ({
      isAuthenticated: true,
      principalId: ICCID,
      policyDocuments: [policy],
      refreshAfterInSeconds: 3600,
      disconnectAfterInSeconds: 86_400,
    }),
  })
  return startGateway({ authenticate, evaluatePolicies })
}

describe('a SIM with the policy of its own ICCID', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startWithAuthorizer()
  })
  afterEach(() => running.close())
  const connect = async (clientId = ICCID, version: 4 | 5 = 4) => {
    const device = await openPacketClient({ ...running, version })
    return { device, connack: await device.connect({ clientId, username }) }
  }

  it.each([
    ['raw MQTT', {}],
    ['MQTT over WebSocket', { protocol: 'wss', path: '/mqtt', ALPNProtocols: undefined }],
  ] as const)('connects, subscribes, publishes and receives over %s', async (_what, transport) => {
    const device = await connectAsync({
      protocol: 'mqtts',
      host: 'localhost',
      port: running.port,
      ca: running.ca,
      ALPNProtocols: ['mqtt'],
      clientId: ICCID,
      username,
      reconnectPeriod: 0,
      ...transport,
    })
    const received = nextMessage(device)

    await device.subscribeAsync(`${ICCID}/#`, { qos: 1 })
    await device.publishAsync(`${ICCID}/test`, 'hello', { qos: 1 })

    expect(await received).toEqual({ topic: `${ICCID}/test`, payload: 'hello' })
    expect(running.gateway.connections()).toMatchObject([{ clientId: ICCID, principalId: ICCID }])
    await device.endAsync()
  })

  it.each([
    [`/topics/${ICCID}/messages?qos=1&`, 200],
    [`/topics/${OTHER}/messages?qos=1&`, 403],
    [`/topics/${ICCID}?`, 403],
  ])('posts to %s and gets %i', async (path, status) => {
    const sent = request({
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
      method: 'POST',
      path: `${path}${credentials}`,
      agent: false,
    }).end('hello')

    const [response]: IncomingMessage[] = await once(sent, 'response')

    expect(response?.resume().statusCode).toBe(status)
  })

  it('is not admitted under the client id of another SIM', async () => {
    const { connack } = await connect(OTHER)

    expect(connack).toMatchObject({ returnCode: 5 })
    expect(running.decisions).toMatchObject([{ reason: 'IMPLICIT_DENY', principalId: ICCID }])
  })

  it.each([`${OTHER}/test`, ICCID, `${ICCID}x/test`])('cannot publish to %s', async (topic) => {
    const { device } = await connect(ICCID, 5)

    device.send({
      cmd: 'publish',
      topic,
      payload: '',
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    })

    expect(await device.next('puback')).toMatchObject({ reasonCode: 0x87 })
  })

  it.each(['#', '+/test', ICCID, `${OTHER}/#`, `$share/g/${ICCID}/#`])(
    'cannot subscribe to %s',
    async (topic) => {
      const { device } = await connect(ICCID, 5)

      device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 0 }] })

      expect(await device.next('suback')).toMatchObject({ granted: [0x87] })
    },
  )

  it.each([
    ['a tampered signature', `x?${query(signer.sign(`${TOKEN}x`))}`, 'SIGNATURE_INVALID'],
    ['no signature', `x?x-amz-customauthorizer-name=sim&token=${TOKEN}`, 'SIGNATURE_MISSING'],
    ['another authorizer', 'x?x-amz-customauthorizer-name=other', 'AUTHORIZER_NOT_FOUND'],
    ['no credentials', 'x', 'AUTHORIZER_NOT_SPECIFIED'],
  ])('is not admitted with %s', async (_what, wrong, reason) => {
    const device = await openPacketClient(running)

    expect(await device.connect({ clientId: ICCID, username: wrong })).toMatchObject({
      returnCode: 5,
    })
    expect(running.decisions).toMatchObject([{ event: 'Connect', outcome: 'refused', reason }])
    expect(JSON.stringify(running.decisions)).not.toContain(TOKEN)
  })
})
