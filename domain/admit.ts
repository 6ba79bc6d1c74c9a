import { DomainError } from './errors.ts'
import type { Iccid } from './iccid.ts'
import type { Sim } from './sim.ts'
import type { TokenClaims } from './token-claims.ts'

/**
 * MQTT has one session per client id, so only the SIM itself may use its ICCID as one.
 *
 * @throws DomainError CLIENT_ID_MISMATCH
 */
export const assertClientId = (clientId: unknown, iccid: Iccid): void => {
  if (clientId === iccid) return
  const came = clientId === undefined ? 'none' : 'another'
  throw new DomainError('CLIENT_ID_MISMATCH', `expected the client id ${iccid}, got ${came}`)
}

/**
 * A good token is not enough: its SIM must be in the inventory, active, and its tokens not revoked.
 *
 * @throws DomainError SIM_UNKNOWN, SIM_SUSPENDED, TOKEN_REVOKED
 */
export const assertAdmitted = (sim: Sim | undefined, { sub, iat }: TokenClaims): void => {
  if (sim === undefined) {
    throw new DomainError('SIM_UNKNOWN', `expected a SIM in the inventory, got ${sub}`)
  }
  if (sim.status !== 'active') {
    throw new DomainError('SIM_SUSPENDED', `expected ${sub} to be active, got ${sim.status}`)
  }
  if (sim.tokensValidFrom !== undefined && iat < sim.tokensValidFrom) {
    throw new DomainError('TOKEN_REVOKED', `expected iat from ${sim.tokensValidFrom}, got ${iat}`)
  }
}
