import { describe, expect, it } from 'vitest'
import { orderByDependencies } from '../../../local/stack/order.ts'

const order = (dependencies: Record<string, string[]>): readonly string[] =>
  orderByDependencies(Object.keys(dependencies), (id) => dependencies[id] ?? [])

describe('orderByDependencies', () => {
  it.each<[string, Record<string, string[]>, string[]]>([
    ['keeps the order of the independent', { b: [], a: [], c: [] }, ['b', 'a', 'c']],
    ['puts what is needed first', { a: ['b'], b: ['c'], c: [] }, ['c', 'b', 'a']],
    ['names what two need once', { a: ['c'], b: ['c'], c: [] }, ['c', 'a', 'b']],
    ['ignores what is not to be ordered', { a: ['AWS::Region', 'b'], b: [] }, ['b', 'a']],
  ])('%s', (_, dependencies, expected) => {
    expect(order(dependencies)).toEqual(expected)
  })

  it.each<[string, Record<string, string[]>, string]>([
    ['a circle', { a: ['b'], b: ['c'], c: ['a'] }, 'a -> b -> c -> a'],
    ['a reference to itself', { a: ['a'] }, 'a -> a'],
  ])('refuses %s', (_, dependencies, circle) => {
    expect(() => order(dependencies)).toThrow(circle)
  })
})
