import { describe, expect, it } from 'vitest'
import { clientSettings } from './support/client-settings.ts'
import { newSim } from './support/new-sim.ts'
import { runClient } from './support/run-client.ts'
import { subscribeAndReceive } from './support/subscribe-and-receive.ts'
import { openTap } from './support/tap.ts'

const CLIENTS: readonly (readonly [string, string, Record<string, string>])[] = [
  ['MQTT.js, MQTT 3.1.1 over TLS', 'mqtt-js', { MQTT_VERSION: '4', TRANSPORT: 'tls' }],
  ['MQTT.js, MQTT 5 over TLS', 'mqtt-js', { MQTT_VERSION: '5', TRANSPORT: 'tls' }],
  ['MQTT.js, MQTT 3.1.1 over WebSocket', 'mqtt-js', { MQTT_VERSION: '4', TRANSPORT: 'wss' }],
  ['MQTT.js, MQTT 5 over WebSocket', 'mqtt-js', { MQTT_VERSION: '5', TRANSPORT: 'wss' }],
  ['AWS IoT Device SDK v1, wss-custom-auth', 'device-sdk-v1', {}],
  ['AWS IoT Device SDK v2, MQTT 5 direct', 'device-sdk-v2-mqtt5', {}],
  ['AWS IoT Device SDK v2, MQTT 5 over WebSocket', 'device-sdk-v2-websocket', {}],
  ['AWS IoT Device SDK v2, MQTT 3.1.1', 'device-sdk-v2-mqtt311', {}],
]

const WITH_LAYOUTS = CLIENTS.flatMap(
  ([name, program, env]) =>
    [
      [name, 'standard', program, { ...env, LAYOUT: 'standard' }],
      [name, 'compact', program, { ...env, LAYOUT: 'compact' }],
    ] as const,
)

describe('examples/node', () => {
  it.each(WITH_LAYOUTS)('publishes: %s, %s pass', async (_name, _layout, program, settings) => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)

    const { code, stdout, stderr } = await runClient(
      process.execPath,
      [`examples/node/${program}.mjs`, 'publish', 'test', 'hello'],
      { env: { ...clientSettings(sim), ...settings } },
    )

    expect(stderr).toBe('')
    // The SDK v2 warns of a port that is not 443.
    expect(stdout).toContain(`published to ${sim.iccid}/test\n`)
    expect(code).toBe(0)
    expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
  })

  it.each(WITH_LAYOUTS)('subscribes: %s, %s pass', async (_name, _layout, program, settings) => {
    const sim = await newSim()
    const args = [`examples/node/${program}.mjs`, 'subscribe']
    const env = { ...clientSettings(sim), ...settings }

    const { code, stdout } = await subscribeAndReceive(
      sim,
      { command: process.execPath, args, env },
      { topic: 'commands', payload: 'restart' },
    )

    expect(stdout).toContain(`${sim.iccid}/commands restart\n`)
    expect(code).toBe(0)
  })
})
