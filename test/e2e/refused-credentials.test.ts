import { beforeAll, describe, expect, it } from 'vitest'
import { readSigningKeys, type StoredKeys } from './support/aws.ts'
import { credentialsIn, queryOf, usernameOf } from './support/credentials.ts'
import type { Forgery, Material } from './support/forgery.ts'
import { attemptConnect, connectDevice, publishOverHttps } from './support/iot-core.ts'
import { es256Jwt, partsOf, tokenSignature } from './support/jwt.ts'
import { newSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { terminalIsVisible, watchTerminal } from './support/printed-lines.ts'
import { REFUSED_BY_AUTHORIZER } from './support/refused-by-authorizer.ts'
import { STOPPED_BY_IOT_CORE } from './support/stopped-by-iot-core.ts'
import { publishAs } from './support/subscribe-and-receive.ts'
import { openTap } from './support/tap.ts'

let keys: StoredKeys

beforeAll(async () => {
  keys = await readSigningKeys()
})

const newMaterial = async (): Promise<Material> => {
  const sim = await newSim()
  const good = credentialsIn((await onboard(sim.address)).username)
  return { sim, good, keys, now: Math.floor(Date.now() / 1000) }
}

/** What AWS IoT Core itself says of what the authorizer refused. */
const byAuthorizer = 'NOT_AUTHENTICATED'

const ALL: readonly (readonly [string, Forgery, string])[] = [
  ...STOPPED_BY_IOT_CORE.map((forgery) => [forgery.name, forgery, forgery.reason] as const),
  ...REFUSED_BY_AUTHORIZER.map((forgery) => [forgery.name, forgery, byAuthorizer] as const),
]

describe('credentials that are not those of the SIM', () => {
  it.each(ALL)('are refused over MQTT 3.1.1: %s', async (_name, { make, reason }, iotReason) => {
    const material = await newMaterial()
    const printed = watchTerminal()
    const { iccid } = material.sim
    const tap = await openTap(`$aws/events/presence/connect_failed/${iccid}`)

    const { outcome } = await attemptConnect({
      clientId: iccid,
      username: usernameOf(await make(material)),
    })

    expect(outcome).toBe(5)
    const event = await tap.next(`$aws/events/presence/connect_failed/${iccid}`)
    expect(JSON.parse(event.payload)).toMatchObject({
      clientId: iccid,
      eventType: 'connect_failed',
      connectFailureReason: 'AUTHORIZATION_FAILED',
    })
    if (terminalIsVisible) {
      await printed('refused', 'Connect', iccid, iotReason)
      if (iotReason === byAuthorizer) await printed('refused', 'Authorization', reason)
    }
  })

  it.each(ALL)('are refused over MQTT 5: %s', async (_name, { make }) => {
    const material = await newMaterial()

    const { outcome } = await attemptConnect({
      clientId: material.sim.iccid,
      username: usernameOf(await make(material)),
      protocolVersion: 5,
      transport: 'wss',
    })

    expect(outcome).toBe(0x87)
  })

  it.each(ALL)('are refused over HTTPS: %s', async (_name, { make }) => {
    const material = await newMaterial()
    const { iccid } = material.sim
    const tap = await openTap(`${iccid}/#`)

    const answer = await publishOverHttps(`${iccid}/test`, queryOf(await make(material)), 'forged')

    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.body)).toEqual({ message: 'Forbidden', traceId: expect.any(String) })
    expect(answer.headers['x-amzn-requestid']).toBe(JSON.parse(answer.body).traceId)
    await publishAs(material.sim, 'last', 'genuine')
    await tap.next(`${iccid}/last`)
    expect(tap.messages.map(({ payload }) => payload)).toEqual(['genuine'])
  })

  it('are accepted when made in the same way with nothing forged', async () => {
    const { sim, good } = await newMaterial()
    const token = es256Jwt(partsOf(good.token), keys.token.privateKey)
    const signature = tokenSignature(token, keys.iotCore.privateKey)

    const { outcome } = await attemptConnect({
      clientId: sim.iccid,
      username: usernameOf({ ...good, token, signature }),
    })

    expect(outcome).toBe(0)
  })
})

describe('the client id of another SIM', () => {
  it.each([
    [4, 5],
    [5, 0x87],
  ] as const)('is refused over MQTT level %i', async (protocolVersion, expected) => {
    const printed = watchTerminal()
    const { sim, good } = await newMaterial()
    const other = await newSim()

    const { outcome } = await attemptConnect({
      clientId: other.iccid,
      username: usernameOf(good),
      protocolVersion,
    })

    expect(outcome).toBe(expected)
    expect(sim.iccid).not.toBe(other.iccid)
    if (terminalIsVisible) await printed('refused', 'CLIENT_ID_MISMATCH')
  })

  it('does not end the session of that SIM', async () => {
    const { good } = await newMaterial()
    const victim = await newMaterial()
    const { iccid } = victim.sim
    const tap = await openTap(`${iccid}/#`)
    const live = await connectDevice({ clientId: iccid, username: usernameOf(victim.good) })

    const { outcome } = await attemptConnect({ clientId: iccid, username: usernameOf(good) })
    await live.publishAsync(`${iccid}/still`, 'here', { qos: 1 })

    expect(outcome).not.toBe(0)
    expect((await tap.next(`${iccid}/still`)).payload).toBe('here')
  })

  it.each(['', 'anything'])('is refused as %j too', async (clientId) => {
    const { good } = await newMaterial()

    const { outcome } = await attemptConnect({ clientId, username: usernameOf(good) })

    expect(outcome).toBe(5)
  })
})
