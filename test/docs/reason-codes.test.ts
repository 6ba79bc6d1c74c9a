import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The members of a union of string literals, as the source lists them. */
const membersOf = (source: string, type: string): string[] => {
  const [, union = ''] =
    new RegExp(`type ${type} =((?:\\s+(?://.*|\\| '[A-Z_]+'))+)`).exec(source) ?? []
  return [...union.matchAll(/\| '([A-Z_]+)'/g)].map(([, code = '']) => code)
}

describe('docs/reason-codes.md', () => {
  it.each([
    ['domain/errors.ts', 'ErrorCode'],
    ['local/iot-core/types.ts', 'RefusalReason'],
    ['operations/sims/command-error.ts', 'CommandErrorCode'],
  ])('explains every code of %s', async (path, type) => {
    const codes = membersOf(await read(path), type)
    const page = await read('docs/reason-codes.md')

    expect(codes.length).toBeGreaterThan(9)
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
  })
})
