import { describe, expect, it } from 'vitest'
import { toJson } from '../../operations/to-json.ts'

const VALUE = { text: 'a\u001bb\u009bc\u202ed\ne', list: [1] }

describe('toJson', () => {
  it('escapes what steers a terminal, and loses nothing', () => {
    expect(toJson(VALUE)).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(JSON.parse(toJson(VALUE))).toEqual(VALUE)
  })

  it('indents for people', () => {
    const lines = toJson(VALUE, { indent: 2 }).split('\n')

    expect(lines).toHaveLength(6)
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(JSON.parse(lines.join('\n'))).toEqual(VALUE)
  })
})
