import { describe, expect, it } from 'vitest'
import { readLines } from '../../../operations/sims/read-lines.ts'

const linesOf = async (chunks: readonly string[]): Promise<string[]> => {
  const lines: string[] = []
  const input = (async function* () {
    yield* chunks
  })()
  for await (const line of readLines(input)) lines.push(line)
  return lines
}

describe('readLines', () => {
  it.each([
    ['LF', ['a\nb\n'], ['a', 'b']],
    ['CRLF, also between two chunks', ['a\r', '\nb\r\n'], ['a', 'b']],
    ['CR', ['a\rb'], ['a', 'b']],
    ['nothing at its end', ['a\nb'], ['a', 'b']],
    ['chunks of any length', ['a', 'a', 'a\nb', '\n', 'c'], ['aaa', 'b', 'c']],
    ['empty lines', ['\n\na\n\n'], ['a']],
    ['nothing at all', [], []],
  ])('reads lines that end in %s', async (_, chunks, expected) => {
    expect(await linesOf(chunks)).toEqual(expected)
  })

  it('keeps little of a line without end, and no whole ICCID of it', async () => {
    const endless = [
      '8988280666000100011',
      ...Array.from({ length: 100 }, () => ' '.repeat(65_536)),
      'x',
    ]

    const [line = '', ...others] = await linesOf([...endless, '\nb'])

    expect(line.length).toBeLessThan(100)
    expect(line.trim()).not.toBe('8988280666000100011')
    expect(others).toEqual(['b'])
  })
})
