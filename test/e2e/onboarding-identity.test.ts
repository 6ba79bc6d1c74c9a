import { describe, expect, inject, it } from 'vitest'
import { assignAddress, setStatus } from './support/aws.ts'
import { newSim, strangerSim } from './support/new-sim.ts'
import { askDeviceApi, onboard } from './support/onboard.ts'
import { terminalIsVisible, watchTerminal } from './support/printed-lines.ts'

const { sims } = inject('stack')

const NOT_FOUND = {
  statusText: 'Not Found',
  errors: [{ code: expect.any(String), message: expect.any(String) }],
}

describe('the SIM that an address stands for', () => {
  it.each(sims.map(({ address, iccid }) => [address, iccid]))(
    'is, from %s, %s',
    async (address, iccid) => {
      const { clientId } = await onboard(address)

      expect(clientId).toBe(iccid)
    },
  )

  it('is none for an address that nobody listed', async () => {
    const printed = watchTerminal()
    const { address } = strangerSim()

    const { status, body } = await askDeviceApi({ address })

    expect(status).toBe(404)
    expect(JSON.parse(body)).toEqual(NOT_FOUND)
    if (terminalIsVisible) await printed(address, 'refused', 'ADDRESS_UNKNOWN')
  })

  it('is none while both tables do not agree', async () => {
    const printed = watchTerminal()
    const sim = await newSim()
    const { address } = strangerSim()
    await assignAddress({ address, iccid: sim.iccid })

    const { status, body } = await askDeviceApi({ address })

    expect(status).toBe(404)
    expect(JSON.parse(body)).toEqual(NOT_FOUND)
    if (terminalIsVisible) await printed(address, 'refused', 'ADDRESS_REASSIGNED')
  })

  it('is none while the SIM is suspended, and the SIM again when it is resumed', async () => {
    const printed = watchTerminal()
    const sim = await newSim()
    await setStatus(sim, 'suspended')

    const suspended = await askDeviceApi(sim)
    await setStatus(sim, 'active')
    const resumed = await askDeviceApi(sim)

    expect(suspended.status).toBe(404)
    expect(JSON.parse(suspended.body)).toEqual(NOT_FOUND)
    expect(resumed.status).toBe(200)
    if (terminalIsVisible) await printed(sim.address, 'refused', 'SIM_SUSPENDED')
  })
})

describe('an address that the caller only claims', () => {
  const victim = '127.0.0.3'
  const forms: readonly (readonly [string, Record<string, string | string[]>])[] = [
    ['X-Forwarded-For', { 'X-Forwarded-For': victim }],
    ['lower case', { 'x-forwarded-for': victim }],
    ['mixed case', { 'X-fOrWaRdEd-FoR': victim }],
    ['first of a list', { 'X-Forwarded-For': `${victim}, 10.0.0.1` }],
    ['last of a list', { 'X-Forwarded-For': `10.0.0.1,${victim}` }],
    ['duplicated', { 'X-Forwarded-For': [victim, victim] }],
    ['duplicated as a list each', { 'X-Forwarded-For': [`10.0.0.1, ${victim}`, victim] }],
    ['with a port', { 'X-Forwarded-For': `${victim}:443` }],
    ['IPv4-mapped IPv6', { 'X-Forwarded-For': `::ffff:${victim}` }],
    ['IPv4-mapped IPv6 in hexadecimal', { 'X-Forwarded-For': '::ffff:7f00:3' }],
    ['IPv6 in brackets', { 'X-Forwarded-For': `[::ffff:${victim}]:443` }],
    ['Forwarded', { Forwarded: `for=${victim}` }],
    ['Forwarded, quoted IPv6', { Forwarded: `for="[::ffff:${victim}]:443";proto=https` }],
    ['Forwarded, a list', { Forwarded: `for=10.0.0.1, for=${victim}` }],
    ['X-Real-IP', { 'X-Real-IP': victim }],
    ['X-Client-IP', { 'X-Client-IP': victim }],
    ['X-Cluster-Client-IP', { 'X-Cluster-Client-IP': victim }],
    ['True-Client-IP', { 'True-Client-IP': victim }],
    ['CF-Connecting-IP', { 'CF-Connecting-IP': victim }],
    ['X-Original-Forwarded-For', { 'X-Original-Forwarded-For': victim }],
    ['X-Envoy-External-Address', { 'X-Envoy-External-Address': victim }],
    ['the ICCID itself', { clientId: sims[2]?.iccid ?? '', 'X-ICCID': sims[2]?.iccid ?? '' }],
  ]

  it.each(forms)('counts for nothing: %s', async (_name, headers) => {
    const caller = sims[0]

    const { status, body } = await askDeviceApi({ address: caller?.address ?? '', headers })

    expect(status).toBe(200)
    expect(JSON.parse(body).clientId).toBe(caller?.iccid)
  })

  it.each(forms)('makes no SIM of a stranger: %s', async (_name, headers) => {
    const { status, body } = await askDeviceApi({ address: strangerSim().address, headers })

    expect(status).toBe(404)
    expect(JSON.parse(body)).toEqual(NOT_FOUND)
  })

  it.each(['ip', 'address', 'sourceIp', 'iccid'])(
    'counts for nothing in the query parameter %s',
    async (name) => {
      const caller = sims[0]

      const { body } = await askDeviceApi({
        address: caller?.address ?? '',
        query: `?${name}=${victim}`,
      })

      expect(JSON.parse(body).clientId).toBe(caller?.iccid)
    },
  )
})
