import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { startGateway } from '../support/gateway.ts'
import { openPacketClient } from '../support/packet-client.ts'

describe('CONNECT', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(() => running.close())
  const client = (version: 4 | 5) => openPacketClient({ ...running, version })

  it('admits an MQTT 3.1.1 client', async () => {
    const device = await client(4)

    const connack = await device.connect()

    expect(connack).toMatchObject({ returnCode: 0, sessionPresent: false })
    expect(running.decisions).toMatchObject([
      { event: 'Connect', outcome: 'allowed', clientId: 'device', principalId: 'principal' },
    ])
    expect(running.gateway.connections()).toMatchObject([
      { clientId: 'device', principalId: 'principal', mqttVersion: 4, protocol: 'MQTT' },
    ])
  })

  it('tells an MQTT 5 client what AWS offers', async () => {
    const device = await client(5)

    const connack = await device.connect({ keepalive: 5, clientId: '' })

    expect(connack).toMatchObject({
      reasonCode: 0,
      properties: {
        receiveMaximum: 100,
        maximumQoS: 1,
        retainAvailable: true,
        maximumPacketSize: 149_504,
        topicAliasMaximum: 8,
        wildcardSubscriptionAvailable: true,
        subscriptionIdentifiersAvailable: false,
        sharedSubscriptionAvailable: true,
        serverKeepAlive: 30,
        assignedClientIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    })
  })

  it('shows the authorizer what came', async () => {
    const device = await client(4)

    await device.connect({ username: 'name?token=t', password: Buffer.from('secret') })

    expect(running.contexts).toMatchObject([
      {
        sourceIp: '127.0.0.1',
        serverName: 'localhost',
        mqtt: { username: 'name?token=t', password: Buffer.from('secret'), clientId: 'device' },
      },
    ])
    expect(running.contexts[0]).not.toHaveProperty('http')
  })

  it('shows the authorizer no client id that it made up', async () => {
    const device = await client(4)

    await device.connect({ clientId: '' })

    expect(running.contexts[0]?.mqtt).toEqual({ username: 'right' })
  })

  it('refuses a last will with more than 100 user properties', async () => {
    const device = await openPacketClient({ ...running, version: 5 })
    const properties = { userProperties: { a: Array(101).fill('x') } }

    const connack = await device.connect({ will: { topic: 'a', payload: '', properties } })

    expect(connack).toMatchObject({ reasonCode: 0x97 })
    expect(running.decisions).toMatchObject([{ reason: 'QUOTA_EXCEEDED' }])
  })

  it.each([
    ['refused credentials', { username: 'wrong' }, 5, 0x87, 'NOT_AUTHENTICATED'],
    ['a denied client id', { clientId: 'denied' }, 5, 0x87, 'IMPLICIT_DENY'],
    ['an escape in the client id', { clientId: 'a\u001b' }, 2, 0x85, 'CLIENT_ID_INVALID'],
    ['a reserved client id', { clientId: '$device' }, 2, 0x85, 'CLIENT_ID_INVALID'],
    ['a client id of 129 bytes', { clientId: `${'é'.repeat(64)}x` }, 2, 0x85, 'CLIENT_ID_INVALID'],
    [
      'a last will on a denied topic',
      { will: { topic: 'denied/x', payload: 'gone' } },
      5,
      0x87,
      'IMPLICIT_DENY',
    ],
    [
      'a retained last will without iot:RetainPublish',
      { will: { topic: 'no-retainpublish', payload: 'gone', retain: true } },
      5,
      0x87,
      'IMPLICIT_DENY',
    ],
    [
      'a last will with a wildcard',
      { will: { topic: 'a/#', payload: 'gone' } },
      5,
      0x90,
      'TOPIC_INVALID',
    ],
    [
      'a last will with QoS 2',
      { will: { topic: 'a', payload: 'gone', qos: 2 as const } },
      5,
      0x9b,
      'PROTOCOL_ERROR',
    ],
  ])('refuses %s', async (_what, packet, returnCode, reasonCode, reason) => {
    const mqtt3 = await client(4)
    const mqtt5 = await client(5)

    expect(await mqtt3.connect(packet)).toMatchObject({ returnCode, sessionPresent: false })
    expect(await mqtt5.connect(packet)).toMatchObject({ reasonCode })

    await mqtt3.closed()
    await mqtt5.closed()
    expect(running.decisions).toMatchObject([
      { event: 'Connect', outcome: 'refused', reason },
      { event: 'Connect', outcome: 'refused', reason },
    ])
    expect(running.gateway.connections()).toEqual([])
  })

  it('refuses a persistent session without a client id', async () => {
    const device = await client(4)
    // The codec would not write such a packet, so here are its bytes.
    device.socket.write(Buffer.from('100c00044d5154540400003c0000', 'hex'))

    expect(await device.next('connack')).toMatchObject({ returnCode: 2 })
  })

  it('refuses MQTT 3.1', async () => {
    const device = await client(4)

    const connack = await device.connect({ protocolVersion: 3, protocolId: 'MQIsdp' })

    expect(connack).toMatchObject({ returnCode: 1 })
    await device.closed()
  })

  it.each([
    ['extended authentication', { authenticationMethod: 'SCRAM' }],
    ['a Receive Maximum of 0', { receiveMaximum: 0 }],
    ['a Maximum Packet Size of 0', { maximumPacketSize: 0 }],
  ])('refuses %s', async (_what, properties) => {
    const device = await client(5)

    const connack = await device.connect({ properties })

    expect(connack).toMatchObject({ reasonCode: 0x80 })
  })

  it('announces who was not authorized', async () => {
    const device = await client(4)

    await device.connect({ username: 'wrong' })

    expect(running.events).toMatchObject([
      {
        eventType: 'connect_failed',
        clientId: 'device',
        connectFailureReason: 'AUTHORIZATION_FAILED',
        ipAddress: '127.0.0.1',
      },
    ])
  })

  it('disconnects an older connection of the same client id', async () => {
    const older = await client(5)
    const newer = await client(5)
    await older.connect()

    expect(await newer.connect()).toMatchObject({ reasonCode: 0 })

    expect(await older.next('disconnect')).toMatchObject({ reasonCode: 0x8e })
    await older.closed()
    expect(running.gateway.connections()).toHaveLength(1)
    expect(running.events.map(({ eventType }) => eventType)).toEqual([
      'connected',
      'disconnected',
      'connected',
    ])
    expect(running.events[1]).toMatchObject({ disconnectReason: 'DUPLICATE_CLIENTID' })
  })

  it('refuses an eleventh CONNECT of one client id within a second', async () => {
    for (let count = 0; count < 10; count += 1) await (await client(4)).connect()
    const mqtt3 = await client(4)
    const mqtt5 = await client(5)

    expect(await mqtt3.connect()).toMatchObject({ returnCode: 3 })
    expect(await mqtt5.connect()).toMatchObject({ reasonCode: 0x97 })
    running.clock.advance(1000)
    expect(await (await client(4)).connect()).toMatchObject({ returnCode: 0 })
  })

  it('ends the connection at a second CONNECT', async () => {
    const device = await client(5)
    await device.connect()

    device.send({ cmd: 'connect', protocolVersion: 5, clientId: 'device' })

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x82 })
    await device.closed()
  })

  it('ends the connection at a packet before CONNECT', async () => {
    const device = await client(4)

    device.send({ cmd: 'pingreq' })

    expect(await device.closed()).toEqual([])
    expect(running.decisions).toMatchObject([{ outcome: 'refused', reason: 'PROTOCOL_ERROR' }])
  })

  it('ends the connection when CONNECT does not come in time', async () => {
    const device = await client(4)
    device.socket.write(Buffer.from([0x10]))
    const isClosed = device.closed()
    const pass30Seconds = () => {
      running.clock.advance(30_000)
      return running.decisions
    }

    // The server's side of the connection may open after the client's.
    await expect.poll(pass30Seconds).toMatchObject([{ outcome: 'refused' }])

    expect(await isClosed).toEqual([])
  })
})

describe('CONNECT with other choices', () => {
  it.each([7, 'close'] as const)('refuses MQTT 3.1.1 with %s', async (connackRefused) => {
    const running = await startGateway({ behaviour: { connackRefused } })
    const device = await openPacketClient(running)

    const answer = device.connect({ username: 'wrong' })

    if (connackRefused === 'close') await expect(answer).rejects.toThrow('the server closed')
    else expect(await answer).toMatchObject({ returnCode: connackRefused })
    await device.closed()
    await running.close()
  })

  it('wants a condition for a persistent session if told so', async () => {
    const running = await startGateway({
      behaviour: { connectAttributesNeedCondition: true },
      evaluatePolicies: ([policy]) => (policy?.Statement.length ? 'ALLOWED' : 'IMPLICIT_DENY'),
      authenticate: async (context) => ({
        authenticated: true,
        authorizerName: 'a',
        principalId: 'p',
        refreshAfterInSeconds: 300,
        disconnectAfterInSeconds: 300,
        cacheableForHttp: false,
        policies: [
          {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['iot:Connect'],
                Resource: ['*'],
                ...(context.mqtt?.username === 'conditional' && {
                  Condition: {
                    'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['PersistentConnect'] },
                  },
                }),
              },
            ],
          },
        ],
      }),
    })
    const [clean, persistent, conditional] = await Promise.all(
      [1, 2, 3].map(() => openPacketClient(running)),
    )

    expect(await clean?.connect()).toMatchObject({ returnCode: 0 })
    expect(await persistent?.connect({ clean: false })).toMatchObject({ returnCode: 5 })
    expect(await conditional?.connect({ clean: false, username: 'conditional' })).toMatchObject({
      returnCode: 0,
    })
    await running.close()
  })

  it('refuses when authentication itself fails', async () => {
    const running = await startGateway({
      authenticate: async () => {
        throw new Error('secret token')
      },
    })
    const device = await openPacketClient(running)

    expect(await device.connect()).toMatchObject({ returnCode: 5 })

    expect(running.decisions).toMatchObject([{ reason: 'AUTHORIZER_FAILED' }])
    expect(JSON.stringify(running.decisions)).not.toContain('secret')
    await running.close()
  })
})
