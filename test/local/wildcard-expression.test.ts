import { describe, expect, it } from 'vitest'
import { wildcardExpression } from '../../local/wildcard-expression.ts'

describe('wildcardExpression', () => {
  it.each([
    ['dynamodb:*', 's', 'dynamodb:GetItem'],
    ['dynamodb:*Item', 's', 'dynamodb:Item'],
    ['table/?', 's', 'table/a'],
    ['*', 's', 'two\nlines'],
    ['a.b(c)[d]{e}^$+|\\', 's', 'a.b(c)[d]{e}^$+|\\'],
    ['dynamodb:getitem', 'is', 'dynamodb:GetItem'],
  ] as const)('matches %s with flags %s to %s', (pattern, flags, text) => {
    expect(wildcardExpression(pattern, flags).test(text)).toBe(true)
  })

  it.each([
    ['dynamodb:Get', 's', 'dynamodb:GetItem'],
    ['Item', 's', 'dynamodb:Item'],
    ['table/?', 's', 'table/'],
    ['a.b', 's', 'axb'],
    ['dynamodb:getitem', 's', 'dynamodb:GetItem'],
  ] as const)('does not match %s with flags %s to %s', (pattern, flags, text) => {
    expect(wildcardExpression(pattern, flags).test(text)).toBe(false)
  })

  it('tells a pattern with regard to case from the same one without', () => {
    expect(wildcardExpression('A', 'is').test('a')).toBe(true)
    expect(wildcardExpression('A', 's').test('a')).toBe(false)
    expect(wildcardExpression('A', 'is').test('a')).toBe(true)
  })
})
