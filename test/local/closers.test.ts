import { describe, expect, it } from 'vitest'
import { Closers } from '../../local/closers.ts'

const setUp = () => {
  const closed: string[] = []
  const closers = new Closers()
  for (const name of ['first', 'second', 'third'])
    closers.add(async () => {
      closed.push(name)
      if (name === 'second') throw new Error('second is stuck')
    })
  return { closed, closers }
}

describe('Closers', () => {
  it('closes the last first, and all of them even if one fails', async () => {
    const { closed, closers } = setUp()

    await expect(closers.close()).rejects.toThrow(AggregateError)
    expect(closed).toEqual(['third', 'second', 'first'])
  })

  it('closes once', async () => {
    const { closed, closers } = setUp()

    await Promise.allSettled([closers.close(), closers.close()])

    expect(closed).toHaveLength(3)
  })
})
