// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
import { describe, expect, it } from 'vitest'
import {
  type IntrinsicScope,
  NO_VALUE,
  resolveIntrinsics,
} from '../../../local/stack/intrinsics.ts'

const refs: Record<string, unknown> = {
  Table: 'table-1',
  Count: 3,
  Zones: ['a', 'b'],
  'AWS::Region': 'eu-central-1',
  'AWS::NoValue': NO_VALUE,
}

const scope: IntrinsicScope = {
  ref: (name) => {
    if (!Object.hasOwn(refs, name)) throw new Error(`expected a resource, got ${name}`)
    return refs[name]
  },
  getAtt: (id, attribute) => `${id}/${attribute}`,
  importValue: (name) => `import:${name}`,
  stackOutput: (stack, output) => `${stack}#${output}`,
  condition: (name) => name === 'IsTrue',
}

const resolve = (value: unknown): unknown => resolveIntrinsics(value, scope, 'Properties')

describe('resolveIntrinsics', () => {
  it.each<[string, unknown, unknown]>([
    ['a plain value', { A: [1, true, null, 'x'] }, { A: [1, true, null, 'x'] }],
    ['Ref', { Ref: 'Table' }, 'table-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'Table/Stream.Arn'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Count' }, true]] }, 'a:3:true'],
    ['Fn::Join of a list', { 'Fn::Join': ['-', { Ref: 'Zones' }] }, 'a-b'],
    ['Fn::Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    ['Fn::Split', { 'Fn::Split': ['/', { 'Fn::GetAtt': ['T', 'Arn'] }] }, ['T', 'Arn']],
    ['Fn::Sub', { 'Fn::Sub': '${AWS::Region}/${Table.Arn}' }, 'eu-central-1/Table/Arn'],
    ['Fn::Sub with a literal', { 'Fn::Sub': '${!Table}-${Table}' }, '${Table}-table-1'],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': ['${X}${Table}', { X: { Ref: 'Count' } }] },
      '3table-1',
    ],
    ['Fn::If that is true', { 'Fn::If': ['IsTrue', { Ref: 'Table' }, 'no'] }, 'table-1'],
    ['Fn::If that is false', { 'Fn::If': ['IsFalse', 'yes', 'no'] }, 'no'],
    ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'x-${Table}' } }, 'import:x-table-1'],
    ['Fn::GetStackOutput', { 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o' } }, 's#o'],
    ['AWS::NoValue in an object', { A: { Ref: 'AWS::NoValue' }, B: 1 }, { B: 1 }],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected)
  })

  it('evaluates only the branch of Fn::If that is taken', () => {
    expect(resolve({ 'Fn::If': ['IsFalse', { Ref: 'Absent' }, 'no'] })).toBe('no')
  })

  it.each<[string, unknown, string]>([
    ['an unknown function', { A: [{ 'Fn::Cidr': ['x'] }] }, 'got Fn::Cidr at Properties.A[0]'],
    ['a function with company', { Ref: 'Table', A: 1 }, 'expected Ref to be alone'],
    ['a name that is not there', { Ref: 'Absent' }, 'got Absent'],
    ['a delimiter that is no text', { 'Fn::Join': [{}, ['a']] }, 'expected a string'],
    ['an object between the joined', { 'Fn::Join': ['', [{ A: 1 }]] }, 'expected a string'],
    ['too few arguments', { 'Fn::Split': ['/'] }, 'expected a list of 2'],
    ['an index out of range', { 'Fn::Select': [5, ['a']] }, 'a list with an element 5'],
    ['a substitution of a list', { 'Fn::Sub': '${Zones}' }, 'expected a string'],
  ])('refuses %s', (_, value, message) => {
    expect(() => resolve(value)).toThrow(message)
  })
})
