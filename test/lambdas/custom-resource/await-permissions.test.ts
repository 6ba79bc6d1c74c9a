import { describe, expect, it } from 'vitest'
import { awaitPermissions } from '../../../lambdas/custom-resource/await-permissions.ts'
import { customResourceEvent } from '../../support/cloudformation.ts'

const failingTimes = (failures: number, name = 'AccessDeniedException') => {
  const pauses: number[] = []
  let calls = 0
  const handle = awaitPermissions(
    async () => {
      calls += 1
      if (calls <= failures) throw Object.assign(new Error('not authorized'), { name })
      return { physicalResourceId: 'id' }
    },
    async (milliseconds) => pauses.push(milliseconds),
  )
  return { run: () => handle(customResourceEvent('Create')), pauses }
}

describe('awaitPermissions', () => {
  it('tries again until the new permissions have arrived', async () => {
    const { run, pauses } = failingTimes(3)

    expect(await run()).toEqual({ physicalResourceId: 'id' })
    expect(pauses).toEqual([4000, 4000, 4000])
  })

  it('gives up well before the 60 s of the function', async () => {
    const { run, pauses } = failingTimes(100)

    await expect(run()).rejects.toThrow('not authorized')
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(30_000)
  })

  it('does not try again what failed for another reason', async () => {
    const { run, pauses } = failingTimes(1, 'InvalidRequestException')

    await expect(run()).rejects.toThrow('not authorized')
    expect(pauses).toEqual([])
  })
})
