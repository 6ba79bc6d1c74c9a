import { describe, expect, it } from 'vitest'
import { GrowingBuffer } from '../../local/growing-buffer.ts'

describe('GrowingBuffer', () => {
  it('keeps what was appended, in order', () => {
    const buffer = new GrowingBuffer(10_000)
    buffer.append(Buffer.alloc(5000, 'a'))
    buffer.append(Buffer.alloc(5000, 'b'))

    expect(buffer.toBuffer().toString()).toBe('a'.repeat(5000) + 'b'.repeat(5000))
  })

  it('takes no more memory than twice the bytes, however small the chunks', () => {
    const buffer = new GrowingBuffer(1_000_000)
    for (let count = 0; count < 100_000; count++) buffer.append(Buffer.from('x'))

    expect(buffer.length).toBe(100_000)
    expect(buffer.capacity).toBeLessThanOrEqual(200_000)
  })

  it('refuses a chunk beyond the maximum and keeps nothing of it', () => {
    const buffer = new GrowingBuffer(3)
    buffer.append(Buffer.from('ab'))

    expect(buffer.append(Buffer.from('cd'))).toBe(false)
    expect(buffer.append(Buffer.from('c'))).toBe(true)
    expect(buffer.toBuffer().toString()).toBe('abc')
  })
})
