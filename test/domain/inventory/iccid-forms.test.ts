import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../domain/iccid.ts'
import { areFormsOfOneIccid } from '../../../domain/inventory/iccid-forms.ts'

describe('areFormsOfOneIccid', () => {
  it.each([
    ['8988280666000000001', '89882806660000000010', true],
    ['89882806660000000010', '8988280666000000001', true],
    ['898828066600000000', '8988280666000000007', true],
    ['898828066600000000', '8988280666000000002', false],
    ['8931041010654378930', '89310410106543789305', true],
    ['8988280666000000001', '89882806660000000018', false],
    ['8988280666000000001', '89882806660000000025', false],
    ['8988280666000000001', '8988280666000000001', false],
  ])('%s and %s: %s', (one, other, are) => {
    expect(areFormsOfOneIccid(parseIccid(one), parseIccid(other))).toBe(are)
  })
})
