import { DomainError } from '../errors.ts'
import type { Iccid } from '../iccid.ts'
import { assertLive, changeSim } from './change-sim.ts'
import { comingSecond } from './coming-second.ts'
import { endAndTell } from './end-and-tell.ts'
import type { InventoryContext } from './ports.ts'
import type { StoredSim } from './stored-sim.ts'

/** A revocation from a later time on would lock the SIM out until then: that is what suspending is for. */
const assertRevocable = (validFrom: number, latest: number): void => {
  if (Number.isSafeInteger(validFrom) && validFrom >= 0 && validFrom <= latest) return
  throw new DomainError(
    'INVALID_TIME',
    `expected whole seconds since 1970, up to ${latest}, got ${validFrom}`,
  )
}

/**
 * Revokes the tokens of a SIM that were issued before a time, and ends its live session. The time is never lowered.
 * Call endMarkedSessions after SECOND_ENDING_MS.
 *
 * @param validFrom NumericDate; the coming second unless told
 * @throws DomainError SIM_UNKNOWN, INVALID_TIME, STORE_BUSY
 */
export const revokeTokens = async (
  ctx: InventoryContext,
  iccid: Iccid,
  validFrom?: number,
): Promise<StoredSim> => {
  const { after } = await changeSim(ctx.store, iccid, (sim) => {
    assertLive(sim, iccid)
    // Not before the SIM was read: an answer of the store puts the clock right.
    const latest = comingSecond(ctx.now())
    const from = validFrom ?? latest
    assertRevocable(from, latest)
    const tokensValidFrom = Math.max(from, sim.tokensValidFrom ?? 0)
    return { ...sim, tokensValidFrom, endsSession: true, refusedAt: ctx.now() }
  })
  await endAndTell(ctx, after, { type: 'SIM Tokens Revoked', by: 'operator' })
  return after
}
