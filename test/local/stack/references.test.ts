// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
import { describe, expect, it } from 'vitest'
import { referencedNames } from '../../../local/stack/references.ts'

describe('referencedNames', () => {
  it.each<[string, unknown, string[]]>([
    ['Ref', { A: [{ Ref: 'Table' }] }, ['Table']],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Role', 'Arn'] }, ['Role']],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Role.Arn' }, ['Role']],
    ['Fn::Sub', { 'Fn::Sub': 'x${Table}y${Role.Arn}${!Not}' }, ['Table', 'Role']],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${X}${Y}', { X: { Ref: 'Z' } }] }, ['X', 'Y', 'Z']],
    ['nested functions', { 'Fn::Join': ['', ['a', { Ref: 'Deep' }]] }, ['Deep']],
    ['nothing', { Ref2: 'Table', A: 'Role' }, []],
  ])('finds %s', (_, value, expected) => {
    expect([...referencedNames(value)]).toEqual(expected)
  })
})
