import { describe, expect, it } from 'vitest'
import { literalGlob, matchesGlob, parseGlob } from '../../../../local/iot-core/policy/glob.ts'

const matches = (pattern: string, text: string) => matchesGlob(parseGlob(pattern), text)

/** Textbook definition, exponential and obviously right: the yardstick for short inputs. */
const matchesByDefinition = (pattern: string, text: string): boolean => {
  const [first, ...others] = pattern
  const rest = others.join('')
  if (first === undefined) return text === ''
  if (first === '*') {
    return Array.from({ length: text.length + 1 }, (_, index) => text.slice(index)).some((tail) =>
      matchesByDefinition(rest, tail),
    )
  }
  return (
    text !== '' && (first === '?' || first === text[0]) && matchesByDefinition(rest, text.slice(1))
  )
}

const wordsOver = (alphabet: string, longest: number): string[] =>
  longest === 0
    ? ['']
    : ['', ...[...alphabet].flatMap((c) => wordsOver(alphabet, longest - 1).map((w) => c + w))]

describe('matchesGlob', () => {
  it.each([
    ['a/*', 'a/b/c'],
    ['a/*', 'a/'],
    ['*', ''],
    ['a/?', 'a/b'],
    ['a?b', 'a/b'],
    ['a/+/c', 'a/+/c'],
    ['a/#', 'a/#'],
    ['?', '😀'],
    ['a**b', 'ab'],
  ])('matches %j with %j', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true)
  })

  it.each([
    ['a/*', 'a'],
    ['a/?', 'a/'],
    ['a/?', 'a/bc'],
    ['a/+/c', 'a/b/c'],
    ['a/#', 'a/b'],
    ['A', 'a'],
    ['', 'a'],
    ['?', ''],
    ['a.c', 'abc'],
    ['a', 'a\n'],
  ])('does not match %j with %j', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false)
  })

  it('agrees with the definition on every short pattern and text', () => {
    const texts = wordsOver('ab', 5)
    const disagreements = wordsOver('ab*?', 4).flatMap((pattern) =>
      texts
        .filter((text) => matches(pattern, text) !== matchesByDefinition(pattern, text))
        .map((text) => ({ pattern, text })),
    )

    expect(disagreements).toEqual([])
  })

  it('ends on a pattern of hundreds of wildcards that never match', () => {
    const text = 'a'.repeat(4096)

    expect(matches(`${'*a'.repeat(1000)}b`, text)).toBe(false)
    expect(matches(`${'*a'.repeat(1000)}`, text)).toBe(true)
  })
})

describe('literalGlob', () => {
  it('takes wildcards for themselves', () => {
    expect(matchesGlob(literalGlob('a*'), 'a*')).toBe(true)
    expect(matchesGlob(literalGlob('a*'), 'ab')).toBe(false)
  })
})
