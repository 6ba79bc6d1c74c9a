import { describe, expect, it } from 'vitest'
import type { Sim } from './support/aws.ts'
import { credentialsIn, queryOf } from './support/credentials.ts'
import { connectDevice, firstAnswer, publishOverHttps } from './support/iot-core.ts'
import { newSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { terminalIsVisible, watchTerminal } from './support/printed-lines.ts'
import { publishAs } from './support/subscribe-and-receive.ts'
import { openTap, type Tap } from './support/tap.ts'

const admittedSim = async (protocolVersion: 4 | 5 = 4) => {
  const sim = await newSim()
  const { username } = await onboard(sim.address)
  const client = await connectDevice({ clientId: sim.iccid, username, protocolVersion })
  return { ...sim, username, client }
}

const topicsOf = (own: string, other: string): readonly (readonly [string, string])[] => [
  ['the topic of another SIM', `${other}/test`],
  ['the ICCID alone', own],
  ['a topic that starts like the ICCID', `${own}0/test`],
  ['any other topic', 'test'],
]

const FILTERS = ['#', '+/test', '+/#', '$aws/#', '$aws/events/#']

/** Named here, made of the ICCIDs of the test. */
const FORBIDDEN_TOPICS = topicsOf('', '').map(([name], index) => [name, index] as const)

/** What the tap saw before a message that a SIM may publish. */
const payloadsUntilNow = async (tap: Tap, sim: Sim): Promise<readonly string[]> => {
  await publishAs(sim, 'last', 'last')
  await tap.next(`${sim.iccid}/last`)
  return tap.messages.map(({ payload }) => payload)
}

describe('a publish to a forbidden topic', () => {
  it.each(FORBIDDEN_TOPICS)(
    'ends an MQTT 3.1.1 connection unacknowledged: %s',
    async (_, index) => {
      const printed = watchTerminal()
      const { iccid, client } = await admittedSim()
      const other = await newSim()
      const topic = topicsOf(iccid, other.iccid)[index]?.[1] ?? ''
      const tap = await openTap(topic)
      const answer = firstAnswer(client)

      client.publish(topic, 'mine', { qos: 1 })

      expect(await answer).toBe('closed')
      expect(tap.messages).toEqual([])
      if (terminalIsVisible) await printed('refused', iccid, topic, 'IMPLICIT_DENY')
    },
  )

  it('is told to MQTT 5 as not authorized', async () => {
    const { client } = await admittedSim(5)
    const other = await newSim()
    const tap = await openTap(`${other.iccid}/#`)
    const answer = firstAnswer(client)

    client.publish(`${other.iccid}/test`, 'mine', { qos: 1 }, () => {})

    expect(await answer).toBe('puback 135')
    expect(await payloadsUntilNow(tap, other)).toEqual(['last'])
  })

  it('is forbidden over HTTPS', async () => {
    const printed = watchTerminal()
    const { username } = await admittedSim()
    const other = await newSim()
    const topic = `${other.iccid}/test`
    const tap = await openTap(`${other.iccid}/#`)

    const answer = await publishOverHttps(topic, queryOf(credentialsIn(username)), 'mine')

    expect(answer.status).toBe(403)
    expect(answer.headers['x-amzn-errortype']).toMatch(/^ForbiddenException/)
    expect(JSON.parse(answer.body)).toEqual({ message: 'Forbidden', traceId: expect.any(String) })
    expect(await payloadsUntilNow(tap, other)).toEqual(['last'])
    if (terminalIsVisible) await printed('refused', topic, 'IMPLICIT_DENY')
  })

  it('is forbidden as a last will already', async () => {
    const sim = await newSim()
    const other = await newSim()
    const { username } = await onboard(sim.address)

    const connecting = connectDevice({
      clientId: sim.iccid,
      username,
      will: { topic: `${other.iccid}/will`, payload: Buffer.from('mine'), qos: 1, retain: false },
    })

    await expect(connecting).rejects.toThrow('got 5')
  })
})

describe('a subscription to a forbidden topic filter', () => {
  it.each(FORBIDDEN_TOPICS)(
    'ends an MQTT 3.1.1 connection unacknowledged: %s',
    async (_, index) => {
      const printed = watchTerminal()
      const { iccid, client } = await admittedSim()
      const other = await newSim()
      const filter = topicsOf(iccid, other.iccid)[index]?.[1] ?? ''
      const answer = firstAnswer(client)

      client.subscribe(filter, { qos: 1 }, () => {})

      expect(await answer).toBe('closed')
      if (terminalIsVisible) await printed('refused', iccid, filter, 'IMPLICIT_DENY')
    },
  )

  it.each(FILTERS)('ends an MQTT 3.1.1 connection unacknowledged: %s', async (filter) => {
    const { client } = await admittedSim()
    const answer = firstAnswer(client)

    client.subscribe(filter, { qos: 1 }, () => {})

    expect(await answer).toBe('closed')
  })

  it('is told to MQTT 5 as not authorized', async () => {
    const { client } = await admittedSim(5)
    const other = await newSim()
    const answer = firstAnswer(client)

    client.subscribe(`${other.iccid}/#`, { qos: 1 }, () => {})

    expect(await answer).toBe('suback 135')
  })
})
