import { describe, expect, it } from 'vitest'
import { connectionBudget } from '../../local/connection-budget.ts'

describe('connectionBudget', () => {
  it.each([
    [1024, 256],
    [256, 64],
    [20_000, 1000],
  ])('leaves half of %i descriptors to the process', (limit, expected) => {
    expect(connectionBudget(1000, limit)).toBe(expected)
  })

  it("knows this process's limit, or does without", () => {
    const budget = connectionBudget(1000)

    expect(budget).toBeGreaterThan(0)
    expect(budget).toBeLessThanOrEqual(1000)
  })
})
