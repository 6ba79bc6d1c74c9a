import { describe, expect, it } from 'vitest'
import { sessionLimits } from '../../domain/session-limits.ts'

describe('sessionLimits', () => {
  it.each([
    ['a fresh token', 86_400, 86_400],
    ['a token in the middle', 5000, 5000],
    ['a token in its last minutes', 10, 300],
    ['a token that has just ended', -1, 300],
    ['a token that lives too long', 90_000, 86_400],
  ])('ends the session of %s after its clamped rest', (_, rest, expected) => {
    expect(sessionLimits(1000, 1000 + rest, 3600).disconnectAfterInSeconds).toBe(expected)
  })

  it.each([
    [3600, 3600],
    [1, 300],
    [1_000_000, 86_400],
  ])('clamps a refresh after %i s to %i s', (configured, expected) => {
    expect(sessionLimits(0, 86_400, configured).refreshAfterInSeconds).toBe(expected)
  })
})
