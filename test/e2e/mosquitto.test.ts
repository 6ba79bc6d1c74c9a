import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, inject, it } from 'vitest'
import { clientSettings } from './support/client-settings.ts'
import { newSim, strangerSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { runClient, startClient } from './support/run-client.ts'
import { publishAs, subscribeAndReceive } from './support/subscribe-and-receive.ts'
import { openTap } from './support/tap.ts'

const clients = inject('clients')
const { iot, tap: operator, rootCa } = inject('stack')

const connection = [
  '-h',
  iot.host,
  '-p',
  String(iot.port),
  '--tls-alpn',
  'mqtt',
  '--cafile',
  rootCa,
]

describe.skipIf(!clients.mosquitto)('mosquitto', () => {
  it.each(['standard', 'compact'] as const)(
    'publishes with a %s pass as the page of the vendor writes it',
    async (layout) => {
      const sim = await newSim()
      const tap = await openTap(`${sim.iccid}/#`)
      const { username } = await onboard(sim.address, layout)

      const { code, stderr } = await runClient('mosquitto_pub', [
        ...connection,
        ...['-i', sim.iccid, '-u', username, '-t', `${sim.iccid}/test`, '-q', '1', '-m', 'hello'],
      ])

      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
    },
  )

  it.each(['standard', 'compact'] as const)(
    'subscribes as the SIM with a %s pass and receives',
    async (layout) => {
      const sim = await newSim()
      const { username } = await onboard(sim.address, layout)
      const args = [
        ...connection,
        ...['-i', sim.iccid, '-u', username, '-t', `${sim.iccid}/#`, '-q', '1', '-C', '1', '-v'],
      ]

      const { code, stdout } = await subscribeAndReceive(
        sim,
        { command: 'mosquitto_sub', args },
        { topic: 'a/b', payload: 'hello' },
      )

      expect(code).toBe(0)
      expect(stdout).toBe(`${sim.iccid}/a/b hello\n`)
    },
  )

  it('watches every topic through the tap, as the operator', async () => {
    const sim = await newSim()
    const watcher = startClient('mosquitto_sub', [
      ...['-h', operator.host, '-p', String(operator.port), '-t', '#', '-v', '-W', '3'],
    ])

    // It tells nobody when it is subscribed, and writes to a pipe only when it ends.
    while ((await Promise.race([watcher.exited, delay(200)])) === undefined) {
      await publishAs(sim, 'test', 'hello')
    }

    expect((await watcher.exited).stdout).toContain(`${sim.iccid}/test hello\n`)
  })

  it('is told "not authorised" with the client id of another SIM', async () => {
    const sim = await newSim()
    const { iccid } = strangerSim()
    const { username } = await onboard(sim.address)

    const { code, stderr } = await runClient('mosquitto_pub', [
      ...connection,
      ...['-i', iccid, '-u', username, '-t', `${sim.iccid}/test`, '-q', '1', '-m', 'hello'],
    ])

    expect(code).not.toBe(0)
    expect(stderr).toMatch(/not authorised/i)
  })
})

describe.skipIf(!clients.mosquitto || !clients.curl)('examples/mosquitto', () => {
  it.each(['standard', 'compact'])('publishes with a %s pass', async (layout) => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)

    const { code } = await runClient('examples/mosquitto/publish.sh', ['test', 'hello'], {
      env: { ...clientSettings(sim), LAYOUT: layout },
    })

    expect(code).toBe(0)
    expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
  })

  it('subscribes', async () => {
    const sim = await newSim()
    const env = clientSettings(sim)

    const { code, stdout } = await subscribeAndReceive(
      sim,
      { command: 'examples/mosquitto/subscribe.sh', args: [], env },
      { topic: 'commands', payload: 'restart' },
    )

    expect(code).toBe(0)
    expect(stdout).toBe(`${sim.iccid}/commands restart\n`)
  })
})
