import { parse } from 'csv-parse/sync'
import { DomainError } from '../../../domain/errors.ts'
import { quote } from '../../../domain/quote.ts'

const DELIMITERS = [',', ';', '\t'] as const

/** Which of the two forms of an ICCID names a SIM here; neither is ever derived from the other. */
export type IccidForm = 'iccid' | 'iccid_with_luhn'

const FIELDS = ['iccid', 'address', 'imsi', 'msisdn', 'label', 'status'] as const
export type Field = (typeof FIELDS)[number]

/** Names of columns, in lower case and without what is neither letter nor digit. */
const NAMES: Readonly<Record<Exclude<Field, 'iccid'>, readonly string[]>> = {
  address: ['address', 'ipaddress', 'ip'],
  imsi: ['imsi'],
  msisdn: ['msisdn'],
  label: ['label'],
  status: ['status', 'simstatus'],
}
const ICCID_NAMES: Readonly<Record<IccidForm, string>> = {
  iccid: 'iccid',
  iccid_with_luhn: 'iccidwithluhn',
}

/** Where a file has what. */
export interface Columns {
  readonly delimiter: string
  /** How many cells each row has. */
  readonly count: number
  /** Index of the column; none for a field that the file does not have. */
  readonly at: Readonly<Partial<Record<Field, number>>>
}

const normalized = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The cells of one row; quotes inside an unquoted cell are characters as any other. */
export const cellsOf = (text: string, delimiter: string): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    // Rows are bounded before.
    max_record_size: 0,
  })

const findColumns = (header: string, delimiter: string, form: IccidForm): Columns | undefined => {
  const names = (cellsOf(header, delimiter)[0] ?? []).map(normalized)
  const at: Partial<Record<Field, number>> = {}
  for (const field of FIELDS) {
    const wanted = field === 'iccid' ? [ICCID_NAMES[form]] : NAMES[field]
    const found = names.flatMap((name, index) => (wanted.includes(name) ? [index] : []))
    if (found.length > 1) {
      throw new DomainError(
        'INVENTORY_MALFORMED',
        `expected one column for ${field} in the header row, got ${found.length}: columns ${found.map((index) => index + 1).join(' and ')}`,
      )
    }
    if (found[0] !== undefined) at[field] = found[0]
  }
  return at.iccid === undefined || at.address === undefined
    ? undefined
    : { delimiter, count: names.length, at }
}

const whyNot = (header: string, form: IccidForm): string => {
  if (header === '') return 'an empty file'
  if (header.includes('\0')) return 'no text, or UTF-16 without a byte order mark: save it as UTF-8'
  if (/\d{18,20}/.test(header)) return 'a row of data: the file has no header row'
  const other: IccidForm = form === 'iccid' ? 'iccid_with_luhn' : 'iccid'
  const names = new Set(header.split(/[,;\t]/).map(normalized))
  return names.has(ICCID_NAMES[other]) && !names.has(ICCID_NAMES[form])
    ? `${other}, the other form of an ICCID, which has to be asked for`
    : quote(header)
}

/**
 * Finds the delimiter and the columns in the header row.
 *
 * @throws DomainError INVENTORY_MALFORMED
 */
export const readHeader = (header: string, form: IccidForm): Columns => {
  for (const delimiter of header.includes('\0') ? [] : DELIMITERS) {
    const columns = findColumns(header, delimiter, form)
    if (columns !== undefined) return columns
  }
  throw new DomainError(
    'INVENTORY_MALFORMED',
    `expected a header row with the columns ${form} and address, separated by commas, semicolons or tabs, got ${whyNot(header, form)}`,
  )
}
