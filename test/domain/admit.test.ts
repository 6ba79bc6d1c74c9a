import { describe, expect, it } from 'vitest'
import { assertAdmitted, assertClientId } from '../../domain/admit.ts'
import { aSim, ICCID, OTHER_ICCID } from '../support/inventory.ts'
import { reasonOf } from '../support/refusal.ts'

const claims = { sub: ICCID, iat: 1000, exp: 2000 }

describe('assertClientId', () => {
  it('lets a SIM connect as itself', () => {
    expect(() => assertClientId(ICCID, ICCID)).not.toThrow()
  })

  it.each([OTHER_ICCID, '', undefined, `${ICCID}/x`, [ICCID]])('refuses %j', async (clientId) => {
    expect(await reasonOf(() => assertClientId(clientId, ICCID))).toBe('CLIENT_ID_MISMATCH')
  })
})

describe('assertAdmitted', () => {
  it.each([
    ['an active SIM', aSim()],
    ['tokens from the very second on', aSim({ tokensValidFrom: 1000 })],
    ['a SIM whose address has changed since', aSim({ address: undefined })],
  ])('admits %s', (_, sim) => {
    expect(() => assertAdmitted(sim, claims)).not.toThrow()
  })

  it.each([
    ['a SIM that is gone', undefined, 'SIM_UNKNOWN'],
    ['a suspended SIM', aSim({ status: 'suspended' }), 'SIM_SUSPENDED'],
    ['tokens from before a revocation', aSim({ tokensValidFrom: 1001 }), 'TOKEN_REVOKED'],
  ])('refuses %s', async (_, sim, reason) => {
    expect(await reasonOf(() => assertAdmitted(sim, claims))).toBe(reason)
  })
})
