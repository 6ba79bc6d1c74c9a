import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readBody } from '../../../../local/iot-core/http/read-body.ts'

const body = (chunks: readonly string[]) => Readable.from(chunks.map((text) => Buffer.from(text)))

describe('readBody', () => {
  it.each([
    ['nothing', []],
    ['one chunk', ['abc']],
    ['many chunks', Array.from({ length: 3000 }, (_, index) => String(index % 10))],
    ['a chunk that is longer than what came before', ['a', 'b'.repeat(4000), 'c']],
  ])('joins %s', async (_what, chunks) => {
    expect(String(await readBody(body(chunks), 10_000))).toBe(chunks.join(''))
  })

  it.each([
    [['x'.repeat(10)], 10],
    [['x'.repeat(11)], undefined],
    [['x'.repeat(10), 'x'], undefined],
  ])('takes a body of at most ten bytes', async (chunks, length) => {
    expect((await readBody(body(chunks), 10))?.length).toBe(length)
  })

  it('keeps bytes, not chunks', async () => {
    // A stream reads a little ahead; what was yielded long before is overwritten.
    const chunks = Array.from({ length: 1000 }, () => Buffer.from('x'))
    const source = Readable.from(
      (function* () {
        for (const [index, chunk] of chunks.entries()) {
          chunks[index - 100]?.fill('y')
          yield chunk
        }
      })(),
    )

    expect(String(await readBody(source, 10_000))).toBe('x'.repeat(1000))
  })
})
