import { describe, expect, it } from 'vitest'
import { inTime } from '../../../../domain/inventory/sync/in-time.ts'

const overdue = () => new Error('late')
const never = new Promise<never>(() => {})

describe('inTime', () => {
  it.each([undefined, new AbortController().signal])(
    'hands on what the work comes to',
    async (signal) => {
      expect(await inTime(Promise.resolve(7), signal, overdue)).toBe(7)
      await expect(inTime(Promise.reject(new Error('no')), signal, overdue)).rejects.toThrow('no')
    },
  )

  it('waits no longer than it may', async () => {
    const clock = new AbortController()
    const waiting = inTime(never, clock.signal, overdue)

    clock.abort()

    await expect(waiting).rejects.toThrow('late')
    await expect(inTime(never, clock.signal, overdue)).rejects.toThrow('late')
  })
})
