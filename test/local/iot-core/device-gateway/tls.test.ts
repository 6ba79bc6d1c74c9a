import { once } from 'node:events'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseAlpn } from '../../../../local/iot-core/tls-front.ts'
import type { RunningGateway } from '../support/gateway.ts'
import { startGateway } from '../support/gateway.ts'
import { isClosed } from '../support/is-closed.ts'
import { nextMessage } from '../support/next-message.ts'
import { openPacketClient } from '../support/packet-client.ts'

describe('chooseAlpn', () => {
  it.each([
    [['mqtt'], 'mqtt'],
    [['h2', 'http/1.1'], 'http/1.1'],
    [['http/1.0'], 'http/1.0'],
    [['x-amzn-http-ca'], 'x-amzn-http-ca'],
    [['x-amzn-mqtt-ca'], 'x-amzn-mqtt-ca'],
    [['h2'], undefined],
    [[], undefined],
  ])('of %j chooses %s', (offered, chosen) => {
    expect(chooseAlpn(offered)).toBe(chosen)
  })
})

describe('the TLS port', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(() => running.close())
  const dial = (options: ConnectionOptions): TLSSocket => {
    const socket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
      ...options,
    })
    socket.on('error', () => {})
    return socket
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'speaks %s without session resumption',
    async (version) => {
      const first = dial({ minVersion: version, maxVersion: version, ALPNProtocols: ['http/1.1'] })
      const session = new Promise<Buffer | undefined>((resolve) => first.once('session', resolve))
      await once(first, 'secureConnect')
      first.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
      await isClosed(first)
      const kept = await Promise.race([session, Promise.resolve(undefined)])

      const second = dial({ minVersion: version, maxVersion: version, session: kept })
      await once(second, 'secureConnect')

      expect(first.getProtocol() ?? version).toBe(version)
      expect(second.isSessionReused()).toBe(false)
      second.destroy()
    },
  )

  it('refuses TLS 1.1', async () => {
    const socket = dial({
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })

    await isClosed(socket)

    expect(socket.authorized).toBe(false)
  })

  it('refuses ALPN it does not know', async () => {
    const socket = dial({ ALPNProtocols: ['h2'] })

    await isClosed(socket)

    expect(running.decisions).toMatchObject([
      { outcome: 'refused', detail: expect.stringContaining('NO_APPLICATION_PROTOCOL') },
    ])
  })

  it('says that x-amzn-mqtt-ca is not for custom authentication', async () => {
    const socket = dial({ ALPNProtocols: ['x-amzn-mqtt-ca'] })

    await isClosed(socket)

    expect(running.decisions).toMatchObject([
      { outcome: 'refused', detail: expect.stringContaining('X.509') },
    ])
  })

  it('says that MQTT wants ALPN', async () => {
    const device = await openPacketClient({ ...running, ALPNProtocols: undefined })

    device.send({ cmd: 'connect', clientId: 'device' })

    await device.closed()
    expect(running.decisions).toMatchObject([
      { outcome: 'refused', detail: expect.stringContaining('ALPN "mqtt"') },
    ])
  })

  it.each([
    ['no server name', ''],
    ['another server name', 'elsewhere.example'],
  ])('refuses MQTT with %s', async (_what, servername) => {
    const device = await openPacketClient({
      ...running,
      servername,
      checkServerIdentity: () => undefined,
    })

    expect(await device.connect()).toMatchObject({ returnCode: 5 })

    expect(running.decisions).toMatchObject([
      { outcome: 'refused', reason: 'SERVER_NAME_MISMATCH' },
    ])
    expect(running.contexts).toEqual([])
  })

  it('does without a server name if told so', async () => {
    const lenient = await startGateway({ behaviour: { requireServerName: false } })
    const device = await openPacketClient({ ...lenient, servername: '' })

    expect(await device.connect()).toMatchObject({ returnCode: 0 })
    await lenient.close()
  })

  it.each([4, 5] as const)('serves MQTT.js of protocol version %i', async (protocolVersion) => {
    const device = await connectAsync({
      protocol: 'mqtts',
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
      ALPNProtocols: ['mqtt'],
      protocolVersion,
      clientId: 'device',
      username: 'right',
      reconnectPeriod: 0,
    })
    const received = nextMessage(device)

    await device.subscribeAsync('device/#', { qos: 1 })
    await device.publishAsync('device/x', 'hello', { qos: 1 })

    expect(await received).toEqual({ topic: 'device/x', payload: 'hello' })
    await device.endAsync()
  })
})
