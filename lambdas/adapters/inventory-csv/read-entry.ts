import { DomainError } from '../../../domain/errors.ts'
import { parseIccid } from '../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import { parseImsi, parseMsisdn, parseStatus } from '../../../domain/inventory/sim-description.ts'
import { toLabel } from '../../../domain/inventory/sim-label.ts'
import { quote } from '../../../domain/quote.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import type { Columns, Field } from './columns.ts'
import { fromSpreadsheetLabel } from './spreadsheet-label.ts'

const SCIENTIFIC = /^[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+$/i
const LOOKS_LIKE_ROW = /(?:^|[^0-9])[0-9]{18,20}(?:[^0-9]|$)/

/** Numbers lose their last digits in a spreadsheet: what is left must not be mistaken for an ICCID. */
const spreadsheetDamage = (cell: string): string | undefined => {
  if (SCIENTIFIC.test(cell)) {
    return 'a spreadsheet has made it a number and its last digits are lost: export the file anew and do not save it from a spreadsheet, or format the column as text first'
  }
  if (cell.startsWith("'")) return 'a spreadsheet has put an apostrophe before it: remove it'
  if (cell.startsWith('=')) return 'a spreadsheet has made it a formula: export the column as text'
  return undefined
}

const refuseUndecoded = (name: Field, cell: string): void => {
  if (!/[\0\ufffd]/.test(cell)) return
  const came = cell.includes('\0') ? 'a NUL' : 'bytes that are not: save the file as UTF-8'
  throw new DomainError('ENCODING_INVALID', `expected text in ${name}, got ${came}`)
}

const refuseDamage = (name: Field, cell: string): void => {
  refuseUndecoded(name, cell)
  const damage = spreadsheetDamage(cell)
  if (damage !== undefined) {
    throw new DomainError(
      'SPREADSHEET_DAMAGE',
      `expected digits in ${name} as they were exported, got ${quote(cell)}; ${damage}`,
    )
  }
}

/** A row in a quoted cell means that a quote was forgotten: better refused than swallowed. */
const refuseSwallowedRows = (cells: readonly string[]): void => {
  if (!cells.some((cell) => cell.includes('\n') && LOOKS_LIKE_ROW.test(cell))) return
  throw new DomainError(
    'ROW_MALFORMED',
    'expected a quoted cell to be closed before the next row, got one that holds what looks like rows',
  )
}

export interface ReadEntry {
  readonly entry: InventoryEntry
  /** Why the label was left out, which is only for people and keeps no SIM from being read. */
  readonly labelFault?: DomainError
}

const readLabel = (
  cell: string,
): { readonly label?: string; readonly labelFault?: DomainError } => {
  if (cell === '') return {}
  try {
    refuseUndecoded('label', cell)
    return { label: toLabel(fromSpreadsheetLabel(cell)) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { labelFault: error }
  }
}

/**
 * Reads the cells of one row. An empty cell says nothing, except that an empty address says that there is none.
 *
 * @throws DomainError that says what is wrong with it
 */
export const readEntry = (cells: readonly string[], { at, count }: Columns): ReadEntry => {
  if (cells.length !== count) {
    throw new DomainError(
      'ROW_MALFORMED',
      `expected ${count} cells as in the header row, got ${cells.length}`,
    )
  }
  refuseSwallowedRows(cells)
  const cellOf = (name: Field): string => {
    const index = at[name]
    return index === undefined ? '' : (cells[index] ?? '').trim()
  }
  const read = <T>(name: Field, parse: (cell: string) => T): T | undefined => {
    const cell = cellOf(name)
    if (cell === '') return undefined
    refuseDamage(name, cell)
    return parse(cell)
  }
  const { label, labelFault } = readLabel(cellOf('label'))
  const entry = {
    iccid: read('iccid', parseIccid) ?? parseIccid(''),
    address: read('address', parseSimAddress),
    imsi: read('imsi', parseImsi),
    msisdn: read('msisdn', parseMsisdn),
    label,
    status: read('status', parseStatus),
  }
  return { entry, ...(labelFault && { labelFault }) }
}
