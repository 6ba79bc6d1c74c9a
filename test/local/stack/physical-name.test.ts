import { describe, expect, it } from 'vitest'
import { physicalName } from '../../../local/stack/physical-name.ts'

describe('physicalName', () => {
  it('joins the stack, the logical id and a random end', () => {
    const name = physicalName({ stackName: 'simpass-local', logicalId: 'Sims' }, 255)

    expect(name).toMatch(/^simpass-local-Sims-[A-Z0-9]{12}$/)
  })

  it.each([
    ['s'.repeat(60), 'L'.repeat(60)],
    ['s'.repeat(80), 'L'],
    ['s', 'L'.repeat(80)],
  ])('keeps to the limit for %s and %s', (stackName, logicalId) => {
    const name = physicalName({ stackName, logicalId }, 64)

    expect(name.length).toBeLessThanOrEqual(64)
    expect(name).toMatch(/^s+-L+-[A-Z0-9]{12}$/)
  })
})
