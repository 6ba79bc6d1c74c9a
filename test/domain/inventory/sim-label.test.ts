import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLabel, toLabel } from '../../../domain/inventory/sim-label.ts'
import { reasonOf } from '../../support/refusal.ts'

// A control character but a line end, which a label has none of either.
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u

describe('toLabel', () => {
  it.each([
    ['pump 7', 'pump 7'],
    ['  pump\r\n\thall  ', 'pump hall'],
    ['a\u0000\u001bb', 'a b'],
    ['a\u202eb\u2066c\ufeff', 'abc'],
    ['half \ud83d', 'half'],
    ['👩\u200d🔧', '👩\u200d🔧'],
    ['😀'.repeat(300), '😀'.repeat(256)],
    [`${'x'.repeat(255)} y`, 'x'.repeat(255)],
    [' \u202e ', undefined],
    ['', undefined],
  ])('makes %j to %j', (text, label) => {
    expect(toLabel(text)).toBe(label)
  })

  it('takes what it gave as it is, whatever came', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 600, size: 'max' })
    fc.assert(
      fc.property(anything, (text) => {
        const label = toLabel(text)

        expect(label === undefined || label.trim() !== '').toBe(true)
        expect([...(label ?? '')].length).toBeLessThanOrEqual(256)
        expect(UNSAFE.test(label ?? '')).toBe(false)
        expect(toLabel(label ?? '')).toBe(label)
        expect(parseLabel(label ?? '')).toBe(label ?? '')
      }),
    )
  })
})

describe('parseLabel', () => {
  it.each(['', ' pump 7 ', '😀'.repeat(256)])('takes %j', (text) => {
    expect(parseLabel(text)).toBe(text.trim())
  })

  it.each(['x'.repeat(257), 'a\nb', 'a  b', 'a\u202eb', 'a\u001bb'])('refuses %j', async (text) => {
    expect(await reasonOf(() => parseLabel(text))).toBe('INVALID_LABEL')
  })
})
