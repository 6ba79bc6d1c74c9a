import { describe, expect, it } from 'vitest'
import { parseIccid } from '../../domain/iccid.ts'
import { reasonOf } from '../support/refusal.ts'

describe('parseIccid', () => {
  it.each(['898828066600000000', '8988280666000000001', '89882806660000000016'])(
    'takes %s as it is',
    (text) => {
      expect(parseIccid(text)).toBe(text)
    },
  )

  it.each([
    ['17 digits', '89882806660000000'],
    ['21 digits', '898828066600000000123'],
    ['a letter', '898828066600000000F'],
    ['a wildcard', '8988280666000000*'],
    ['a slash', '8988280666000000001/#'],
    ['a trailing line feed', '8988280666000000001\n'],
    ['white space', ' 8988280666000000001'],
    ['digits of another script', '٨٩٨٨٢٨٠٦٦٦٠٠٠٠٠٠٠٠١'],
    ['nothing', ''],
    ['undefined', undefined],
    ['a number', 8988280666000000],
    ['an array that prints as one', ['8988280666000000001']],
  ])('refuses %s', async (_, value) => {
    expect(await reasonOf(() => parseIccid(value))).toBe('INVALID_ICCID')
  })

  it('says what came in one bounded printable line', () => {
    expect(() => parseIccid(`x\u001b[2J\n${'y'.repeat(500)}`)).toThrow(
      /^expected an ICCID of 18 to 20 digits, got "x\?\[2J\?y+\.\.\." \(506 characters\)$/,
    )
  })
})
