import { describe, expect, it } from 'vitest'
import { retryAfterMilliseconds } from '../../../../lambdas/adapters/one-nce/retry-after.ts'

const NOW = Date.parse('2026-11-22T09:00:00Z')

describe('retryAfterMilliseconds', () => {
  it.each([
    [null, 0],
    ['0', 0],
    ['120', 120_000],
    ['Sun, 22 Nov 2026 09:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 08:00:00 GMT', 0],
    ['soon', 0],
    ['99999999999', 0],
  ])('takes %j for %i ms', (header, expected) => {
    expect(retryAfterMilliseconds(header, NOW)).toBe(expected)
  })

  it.each(['-5', '1e3', '0x10', ''])('waits no absurd time for %j', (header) => {
    expect(Number.isFinite(retryAfterMilliseconds(header, NOW))).toBe(true)
  })
})
