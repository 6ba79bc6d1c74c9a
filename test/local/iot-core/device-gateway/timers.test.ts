import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceGatewayOptions } from '../../../../local/iot-core/device-gateway-options.ts'
import type { Authenticated, Refused } from '../../../../local/iot-core/types.ts'
import type { RunningGateway } from '../support/gateway.ts'
import { authenticated, startGateway } from '../support/gateway.ts'
import { openPacketClient } from '../support/packet-client.ts'

const refused: Refused = {
  authenticated: false,
  reason: 'NOT_AUTHENTICATED',
  detail: 'expected an active SIM',
}

describe('the life of a connection', () => {
  let running: RunningGateway
  afterEach(() => running.close())
  const start = async (
    answers: readonly (Authenticated | Refused)[],
    more: Partial<DeviceGatewayOptions> = {},
  ) => {
    const left = [...answers]
    running = await startGateway({ authenticate: async () => left.shift() ?? refused, ...more })
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect({ keepalive: 1200 })
    return device
  }

  it('ends when disconnectAfterInSeconds have passed, whatever a refresh said', async () => {
    const device = await start([
      { ...authenticated, disconnectAfterInSeconds: 500, refreshAfterInSeconds: 300 },
      { ...authenticated, disconnectAfterInSeconds: 86_400, refreshAfterInSeconds: 300 },
    ])
    running.clock.advance(300_000)
    await expect
      .poll(() => running.decisions.at(-1))
      .toMatchObject({ event: 'Refresh', outcome: 'allowed' })

    running.clock.advance(200_000)

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x87 })
    await device.closed()
    expect(running.events.at(-1)).toMatchObject({ disconnectReason: 'CUSTOMAUTH_TTL_EXPIRATION' })
  })

  it('shows the authorizer the same again at a refresh', async () => {
    await start([{ ...authenticated, refreshAfterInSeconds: 300 }, authenticated])

    running.clock.advance(300_000)

    expect(running.contexts).toHaveLength(2)
    expect(running.contexts[1]).toEqual(running.contexts[0])
  })

  it('ends when a refresh is refused', async () => {
    const device = await start([{ ...authenticated, refreshAfterInSeconds: 300 }, refused])

    running.clock.advance(300_000)

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x87 })
    expect(running.decisions.slice(-2)).toMatchObject([
      { event: 'Refresh', outcome: 'refused', reason: 'NOT_AUTHENTICATED' },
      { event: 'Disconnect', reason: 'AUTH_ERROR' },
    ])
  })

  it('goes on with the policies of the refresh', async () => {
    const device = await start(
      [
        {
          ...authenticated,
          refreshAfterInSeconds: 300,
          policies: [{ Version: 'first', Statement: [] }],
        },
        { ...authenticated, policies: [{ Version: 'second', Statement: [] }] },
      ],
      {
        evaluatePolicies: ([policy]) => (policy?.Version === 'first' ? 'ALLOWED' : 'EXPLICIT_DENY'),
      },
    )
    running.clock.advance(300_000)
    await expect.poll(() => running.decisions.at(-1)).toMatchObject({ event: 'Refresh' })

    device.send({
      cmd: 'publish',
      topic: 'a',
      payload: '',
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    })

    expect(await device.next('puback')).toMatchObject({ reasonCode: 0x87 })
    expect(running.decisions.at(-1)).toMatchObject({ reason: 'EXPLICIT_DENY' })
  })

  it.each([
    [60, 90],
    [1, 45],
    [0, 1800],
    [65_535, 1800],
  ])('ends, with a keep-alive of %i s, after %i s of silence', async (keepalive, seconds) => {
    await start([authenticated, authenticated])
    const device = await openPacketClient({ ...running, version: 5 })
    await device.connect({ clientId: 'silent', keepalive })
    running.clock.advance(seconds * 1000 - 1)
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')
    running.clock.advance(seconds * 1000 - 1)
    expect(running.gateway.connections().map(({ clientId }) => clientId)).toContain('silent')

    running.clock.advance(1)

    expect(await device.next('disconnect')).toMatchObject({ reasonCode: 0x8d })
    expect(running.events).toContainEqual(
      expect.objectContaining({ clientId: 'silent', disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT' }),
    )
  })
})
