import { describe, expect, it } from 'vitest'
import { createConditions } from '../../../local/stack/conditions.ts'

const absent = (name: string): never => {
  throw new Error(`expected a resource, got ${name}`)
}

const scope = {
  ref: (name: string) => (name === 'AWS::Region' ? 'eu-central-1' : absent(name)),
  getAtt: absent,
  importValue: absent,
  stackOutput: absent,
}

const isEurope = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-central-1'] }
const isAmerica = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }

const decide = (condition: unknown): boolean =>
  createConditions({ It: condition, Europe: isEurope }, scope)('It')

describe('createConditions', () => {
  it.each<[string, unknown, boolean]>([
    ['equal values', isEurope, true],
    ['unequal values', isAmerica, false],
    ['a negation', { 'Fn::Not': [isAmerica] }, true],
    ['a conjunction', { 'Fn::And': [isEurope, isAmerica] }, false],
    ['a disjunction', { 'Fn::Or': [isAmerica, isEurope] }, true],
    ['another condition', { Condition: 'Europe' }, true],
  ])('decides %s', (_, condition, expected) => {
    expect(decide(condition)).toBe(expected)
  })

  it.each<[string, unknown, string]>([
    ['an unknown function', { 'Fn::Contains': [] }, 'got Fn::Contains'],
    ['a condition that does not exist', { Condition: 'Absent' }, 'got Absent'],
    ['more than one function', { 'Fn::Not': [], 'Fn::And': [] }, 'expected one condition function'],
    ['operands that are no list', { 'Fn::And': isEurope }, 'expected a list'],
  ])('refuses %s', (_, condition, message) => {
    expect(() => decide(condition)).toThrow(message)
  })
})
