import { describe, expect, it } from 'vitest'
import { allowedLosses } from '../../../domain/inventory/shrink-guard.ts'

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
