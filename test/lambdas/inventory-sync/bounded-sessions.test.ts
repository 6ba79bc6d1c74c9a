import { describe, expect, it } from 'vitest'
import { boundedSessions } from '../../../lambdas/inventory-sync/bounded-sessions.ts'
import { ICCID } from '../../support/inventory.ts'
import { reasonOf } from '../../support/refusal.ts'

describe('boundedSessions', () => {
  it('ends a session as long as it is answered', async () => {
    const ended: string[] = []
    const end = async (iccid: string) => void ended.push(iccid)

    await boundedSessions({ end }, 10_000).end(ICCID)

    expect(ended).toEqual([ICCID])
  })

  it('passes a failure on', async () => {
    const end = () => Promise.reject(new TypeError('expected a client'))

    await expect(boundedSessions({ end }, 10_000).end(ICCID)).rejects.toThrow('expected a client')
  })

  it('gives up on one that is not answered', async () => {
    const end = () => new Promise<void>(() => {})

    expect(await reasonOf(() => boundedSessions({ end }, 5).end(ICCID))).toBe('STORE_UNAVAILABLE')
  })
})
