import { describe, expect, it } from 'vitest'
import { revokeTokensBefore, setStatus } from './support/aws.ts'
import { credentialsIn, queryOf } from './support/credentials.ts'
import { attemptConnect, publishOverHttps } from './support/iot-core.ts'
import { newSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { terminalIsVisible, watchTerminal } from './support/printed-lines.ts'

const seconds = (): number => Math.floor(Date.now() / 1000)

describe('a SIM that was suspended after it got its pass', () => {
  it('is refused by the authorizer at once, and admitted when it is resumed', async () => {
    const printed = watchTerminal()
    const sim = await newSim()
    const { username } = await onboard(sim.address)
    const query = queryOf(credentialsIn(username))
    const admitted = await publishOverHttps(`${sim.iccid}/test`, query, 'hello')
    await setStatus(sim, 'suspended')

    const suspended = await publishOverHttps(`${sim.iccid}/test`, query, 'hello')
    const { outcome } = await attemptConnect({ clientId: sim.iccid, username })
    await setStatus(sim, 'active')
    const resumed = await publishOverHttps(`${sim.iccid}/test`, query, 'hello')

    expect(admitted.status).toBe(200)
    expect(suspended.status).toBe(403)
    expect(outcome).toBe(5)
    expect(resumed.status).toBe(200)
    if (terminalIsVisible) await printed('refused', 'SIM_SUSPENDED', sim.iccid)
  })
})

describe('a SIM whose tokens were revoked', () => {
  it('is refused with a token from before, and admitted with one from after', async () => {
    const printed = watchTerminal()
    const sim = await newSim()
    const old = await onboard(sim.address)
    await revokeTokensBefore(sim, seconds() + 1)

    const { outcome } = await attemptConnect({ clientId: sim.iccid, username: old.username })
    await revokeTokensBefore(sim, seconds() - 60)
    const fresh = await onboard(sim.address)
    const answer = await publishOverHttps(
      `${sim.iccid}/test`,
      queryOf(credentialsIn(fresh.username)),
      'hello',
    )

    expect(outcome).toBe(5)
    expect(answer.status).toBe(200)
    if (terminalIsVisible) await printed('refused', 'TOKEN_REVOKED')
  })
})
