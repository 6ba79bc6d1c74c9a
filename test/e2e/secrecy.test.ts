import { readFileSync } from 'node:fs'
import { describe, expect, inject, it } from 'vitest'
import { readSigningKeys } from './support/aws.ts'
import {
  credentialsIn,
  queryOf,
  usernameOf,
  withOneCharacterChanged,
} from './support/credentials.ts'
import { attemptConnect, publishOverHttps } from './support/iot-core.ts'
import { newSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { watchTerminal } from './support/printed-lines.ts'

const { outputFile } = inject('stack')

describe.skipIf(outputFile === undefined)('the terminal of the deployment', () => {
  it('shows who was admitted and who was refused, and nothing that admits', async () => {
    const printed = watchTerminal()
    const sim = await newSim()
    const { username } = await onboard(sim.address)
    const credentials = credentialsIn(username)
    const tampered = { ...credentials, signature: withOneCharacterChanged(credentials.signature) }
    const compact = credentialsIn((await onboard(sim.address, 'compact')).username)

    await attemptConnect({ clientId: sim.iccid, username })
    await publishOverHttps(`${sim.iccid}/test`, queryOf(compact), 'private payload')
    await publishOverHttps(`${sim.iccid}/test`, queryOf(tampered), 'private payload')
    // A device that swaps its fields must not have its token printed as a name either.
    await attemptConnect({ clientId: credentials.token.slice(0, 100), username })
    await attemptConnect({
      clientId: sim.iccid,
      username: usernameOf({ ...credentials, authorizerName: credentials.token }),
    })

    await printed('refused', 'SIGNATURE_INVALID')
    await printed('allowed', sim.iccid)
    const text = readFileSync(outputFile ?? '', 'utf8')
    const { token, iotCore } = await readSigningKeys()
    const secrets = [
      credentials.token,
      credentials.signature,
      compact.token,
      compact.signature,
      tampered.signature,
      'private payload',
    ].flatMap((secret) => [secret, encodeURIComponent(secret)])
    const keyLines = [token, iotCore].flatMap(({ privateKey }) => privateKey.trim().split('\n'))
    expect([...secrets, ...keyLines].filter((secret) => text.includes(secret))).toEqual([])
    expect(text).not.toMatch(/eyJ|PRIVATE KEY/)
  })
})
