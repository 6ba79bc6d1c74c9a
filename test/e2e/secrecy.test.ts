import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

const { outputFile, rootCa } = inject('stack')

/** The base64 of the private keys, line by line. */
const privateKeyLines = async (): Promise<readonly string[]> => {
  const { token, iotCore } = await readSigningKeys()
  return [token, iotCore].flatMap(({ privateKey }) => privateKey.trim().split('\n').slice(1, -1))
}

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
    const secrets = [
      credentials.token,
      credentials.signature,
      compact.token,
      compact.signature,
      tampered.signature,
      'private payload',
    ].flatMap((secret) => [secret, encodeURIComponent(secret)])
    expect(
      [...secrets, ...(await privateKeyLines())].filter((secret) => text.includes(secret)),
    ).toEqual([])
    expect(text).not.toMatch(/eyJ|PRIVATE KEY/)
  })
})

describe.skipIf(outputFile === undefined)('the files of the deployment', () => {
  it('hold no private key', async () => {
    const directory = dirname(rootCa)
    const lines = await privateKeyLines()

    const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
    const leaking = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => {
        const text = readFileSync(file, 'latin1')
        return lines.some((line) => text.includes(line))
      })

    expect(entries.map(({ name }) => name)).toContain('cdk.out')
    expect(leaking).toEqual([])
  })
})
