import { describe, expect, it } from 'vitest'
import { createCached } from '../../../lambdas/adapters/cached.ts'

const start = (load: (key: string) => Promise<string>) => {
  const clock = { now: 0 }
  const loads: string[] = []
  const cached = createCached(
    (key: string) => {
      loads.push(key)
      return load(key)
    },
    { maxAgeMilliseconds: 1000, now: () => clock.now },
  )
  return { cached, loads, clock }
}

describe('createCached', () => {
  it('loads a key once for callers at the same time', async () => {
    const { cached, loads } = start(async (key) => `${key}!`)

    expect(await Promise.all([cached('a'), cached('a'), cached('b')])).toEqual(['a!', 'a!', 'b!'])
    expect(loads).toEqual(['a', 'b'])
  })

  it('loads again when the value has its age', async () => {
    const { cached, loads, clock } = start(async (key) => key)
    await cached('a')
    clock.now = 1000

    await cached('a')

    expect(loads).toEqual(['a', 'a'])
  })

  it('keeps no failure', async () => {
    let fails = true
    const { cached } = start(async (key) => {
      if (fails) throw new Error('no answer')
      return key
    })
    await expect(cached('a')).rejects.toThrow('no answer')
    fails = false

    expect(await cached('a')).toBe('a')
  })
})
