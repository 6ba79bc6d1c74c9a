import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fromSpreadsheetLabel,
  toSpreadsheetLabel,
} from '../../../../lambdas/adapters/inventory-csv/spreadsheet-label.ts'

describe('toSpreadsheetLabel', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-5 °C', "'-5 °C"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ["'=1", "''=1"],
    ['＝1', "'＝1"],
    ['a;=cmd()', "a;'=cmd()"],
    ['a,-1', "a,'-1"],
    ['a"";"=1', 'a"";\'"=1'],
  ])('makes %s safe as %s', (label, cell) => {
    expect(toSpreadsheetLabel(label)).toBe(cell)
  })

  it.each(['pump 7', 'a-b', "O'Hara", 'x = y', "'quoted'"])('leaves %s as it is', (label) => {
    expect(toSpreadsheetLabel(label)).toBe(label)
  })

  it('is undone by the import of any label', () => {
    const piece = fc.constantFrom("'", '=', '-', ',', ';', '|', '"', ' ', 'a', '@')
    const label = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(label, (text) => {
        expect(fromSpreadsheetLabel(toSpreadsheetLabel(text))).toBe(text)
      }),
    )
  })
})
