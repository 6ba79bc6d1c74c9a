import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../../domain/iccid.ts'
import { areFormsOfOneIccid, otherFormsOf } from '../../../domain/inventory/iccid-forms.ts'

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

describe('otherFormsOf', () => {
  it.each([
    ['8988280666000000001', ['89882806660000000010']],
    ['89882806660000000010', ['8988280666000000001']],
    ['89882806660000000018', []],
    ['898828066600000000', ['8988280666000000007']],
    // 19 digits may be either form.
    ['8988280666000000007', ['89882806660000000077', '898828066600000000']],
  ])('of %s: %j', (iccid, forms) => {
    expect(otherFormsOf(parseIccid(iccid))).toEqual(forms)
  })

  it('finds what is a form of the same ICCID, of any', () => {
    const iccids = fc.stringMatching(/^[0-9]{18,20}$/).map(parseIccid)
    fc.assert(
      fc.property(iccids, (iccid) =>
        otherFormsOf(iccid).every((other) => areFormsOfOneIccid(iccid, other)),
      ),
    )
  })
})
