import { describe, expect, inject, it } from 'vitest'
import { setStatus } from './support/aws.ts'
import { clientSettings } from './support/client-settings.ts'
import { newSim } from './support/new-sim.ts'
import { runClient } from './support/run-client.ts'
import { subscribeAndReceive } from './support/subscribe-and-receive.ts'
import { openTap } from './support/tap.ts'

const { pahoPython } = inject('clients')
const command = pahoPython ?? 'python3'
const program = 'examples/python/paho_client.py'

describe.skipIf(pahoPython === undefined)('examples/python with Paho', () => {
  it('publishes', async () => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)

    const { code, stdout, stderr } = await runClient(
      command,
      [program, 'publish', 'test', 'hello'],
      { env: clientSettings(sim) },
    )

    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toBe(`published to ${sim.iccid}/test\n`)
    expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
  })

  it('subscribes', async () => {
    const sim = await newSim()
    const env = clientSettings(sim)

    const { code, stdout } = await subscribeAndReceive(
      sim,
      { command, args: [program, 'subscribe'], env },
      { topic: 'commands', payload: 'restart' },
    )

    expect(code).toBe(0)
    expect(stdout).toBe(`${sim.iccid}/commands restart\n`)
  })

  it('says what the device API answered when it refuses', async () => {
    const sim = await newSim()
    await setStatus(sim, 'suspended')

    const { code, stderr } = await runClient(command, [program, 'publish'], {
      env: clientSettings(sim),
    })

    expect(code).toBe(1)
    expect(stderr).toContain('got 404')
  })
})
