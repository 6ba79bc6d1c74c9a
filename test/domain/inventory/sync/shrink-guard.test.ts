import { describe, expect, it } from 'vitest'
import {
  allowedLosses,
  recentHours,
  withLosses,
} from '../../../../domain/inventory/sync/shrink-guard.ts'

describe('allowedLosses', () => {
  it.each([
    { known: 15_000, listed: 14_000, share: 0.1, allowed: 1500 },
    { known: 19, listed: 19, share: 0.1, allowed: 1 },
    { known: 20, listed: 1, share: 0.1, allowed: 2 },
    { known: 2, listed: 1, share: 0.1, allowed: 1 },
    { known: 0, listed: 5, share: 0.1, allowed: 1 },
    { known: 15_000, listed: 0, share: 0.9, allowed: 0 },
    { known: 1, listed: 0, share: 0.1, allowed: 0 },
    { known: 15_000, listed: 0, share: 1, allowed: 15_000 },
    { known: 15_000, listed: 14_999, share: 0, allowed: 0 },
  ])('allows $allowed of $known with $listed listed and a share of $share', (one) => {
    expect(allowedLosses(one, one.share)).toBe(one.allowed)
  })
})

const HOUR_MS = 3_600_000
const fleet = { known: 1000, listed: 1000 }

describe('the losses of the last day', () => {
  it('leave less to later syncs, whatever the hour', () => {
    const one = withLosses([], { known: 1000, losses: 30 }, 0)
    const two = withLosses(one, { known: 970, losses: 20 }, HOUR_MS / 2)
    const three = withLosses(two, { known: 950, losses: 40 }, 5 * HOUR_MS)

    expect(three).toEqual([
      { hour: 0, known: 970, losses: 50 },
      { hour: 5, known: 950, losses: 40 },
    ])
    expect(allowedLosses(fleet, 0.1, three)).toBe(5)
  })

  it('leave nothing once the share is used up', () => {
    const hours = withLosses([], { known: 1000, losses: 150 }, 0)

    expect(allowedLosses(fleet, 0.1, hours)).toBe(0)
  })

  it('are forgotten after it', () => {
    const hours = withLosses([], { known: 1000, losses: 100 }, 0)

    expect(recentHours(hours, 24 * HOUR_MS)).toEqual(hours)
    expect(recentHours(hours, 25 * HOUR_MS)).toEqual([])
  })

  it('take the share of the SIMs that were there before, not of those that came since', () => {
    const hours = withLosses([], { known: 1000, losses: 0 }, 0)

    expect(allowedLosses({ known: 10_000, listed: 9000 }, 0.1, hours)).toBe(100)
  })

  it.each([0, 5])('have nothing to go by before the first SIM, %i hours before', (hours) => {
    const first = withLosses([], { known: 0, losses: 0 }, 0)
    const second = withLosses(first, { known: 1000, losses: 0 }, hours * HOUR_MS)

    expect(allowedLosses(fleet, 0.1, second)).toBe(100)
  })
})
