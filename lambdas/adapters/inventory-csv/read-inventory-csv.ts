import { DomainError } from '../../../domain/errors.ts'
import { type Iccid, isIccid } from '../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { UnreadableEntry } from '../../../domain/inventory/ports.ts'
import { parseStatus } from '../../../domain/inventory/sim-description.ts'
import { quote } from '../../../domain/quote.ts'
import { type Columns, cellsOf, type IccidForm, readHeader } from './columns.ts'
import { decodeText } from './decode-text.ts'
import { type BrokenRecord, type CsvRecord, RecordJoiner } from './join-records.ts'
import { readEntry } from './read-entry.ts'
import { LONGEST_ROW, splitLines } from './split-lines.ts'

export interface ReadableRow {
  /** Where the row begins, from 1; the header row counts. */
  readonly line: number
  readonly entry: InventoryEntry
  /** Why its label was left out; the row counts all the same. */
  readonly labelFault?: DomainError
}

export interface UnreadableRow extends UnreadableEntry {
  readonly line: number
}

export type CsvRow = ReadableRow | UnreadableRow

export interface CsvOptions {
  /** Which column names the SIMs. @default 'iccid' */
  readonly iccidForm?: IccidForm
}

const EXPECTED: Record<BrokenRecord['fault'], string> = {
  'too long': `expected a row of at most ${LONGEST_ROW} characters, got more that begin with`,
  'unclosed quote': 'expected a quote that is closed again, got',
  'text after a quoted cell': 'expected a delimiter after the closing quote, got',
}

const placeOf = ({ line, lastLine }: CsvRecord): string =>
  line === lastLine ? `line ${line}` : `lines ${line} to ${lastLine}`

const unreadable = (record: CsvRecord, code: string, message: string): UnreadableRow => ({
  line: record.line,
  place: placeOf(record),
  code,
  message,
})

/** Whether at least that can be read. */
const isSuspended = (cell: string): boolean => {
  try {
    return parseStatus(cell) === 'suspended'
  } catch {
    // No status that is known.
    return false
  }
}

/** What can be read of a row that as a whole cannot. */
const readableOf = (
  cells: readonly string[],
  { at, count }: Columns,
): { readonly iccid?: Iccid; readonly isSuspended?: true } => {
  const cellAt = (index: number | undefined): string =>
    (index === undefined ? undefined : cells[index]?.trim()) ?? ''
  const iccid = cellAt(at.iccid)
  if (cells.length !== count || !isIccid(iccid)) return {}
  return { iccid, ...(isSuspended(cellAt(at.status)) && { isSuspended: true }) }
}

const readCells = (record: CsvRecord, cells: readonly string[], columns: Columns): CsvRow => {
  try {
    return { line: record.line, ...readEntry(cells, columns) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { ...unreadable(record, error.code, error.message), ...readableOf(cells, columns) }
  }
}

const isBroken = (record: CsvRecord | BrokenRecord): record is BrokenRecord => 'fault' in record

/** Rows of nothing but delimiters are what spreadsheets leave below a table. */
const isBlank = ({ text }: CsvRecord): boolean => /^[,;\s]*$/.test(text)

/** Parses rows that belong together at once, which is many times faster than one by one. */
const readRecords = (
  records: readonly (CsvRecord | BrokenRecord)[],
  columns: Columns,
): CsvRow[] => {
  const whole = records.filter((record) => !isBroken(record))
  const cells = cellsOf(whole.map(({ text }) => text).join('\n'), columns.delimiter)
  if (cells.length !== whole.length) {
    throw new Error(`expected ${whole.length} parsed rows, got ${cells.length}`)
  }
  const rows = cells.values()
  return records.map((record) =>
    isBroken(record)
      ? unreadable(
          record,
          record.fault === 'too long' ? 'ROW_TOO_LONG' : 'ROW_MALFORMED',
          `${EXPECTED[record.fault]} ${quote(record.text)}`,
        )
      : readCells(record, rows.next().value ?? [], columns),
  )
}

/** Spreadsheets may say the delimiter in a line before the header row. */
const isPreamble = (text: string): boolean => /^\s*$|^sep=.$/i.test(text)

/**
 * Reads an inventory as CSV: UTF-8, or UTF-16 with its byte order mark. A bad row is told with its line and the
 * others go on; memory stays bounded whatever comes.
 *
 * @throws DomainError INVENTORY_MALFORMED when there is no header row to go by
 */
export async function* readInventoryCsv(
  chunks: AsyncIterable<Uint8Array>,
  { iccidForm = 'iccid' }: CsvOptions = {},
): AsyncGenerator<CsvRow> {
  let columns: Columns | undefined
  let joiner: RecordJoiner | undefined
  const read = (records: readonly (CsvRecord | BrokenRecord)[]): CsvRow[] =>
    columns === undefined
      ? []
      : readRecords(
          records.filter((record) => !isBlank(record)),
          columns,
        )
  for await (const lines of splitLines(decodeText(chunks))) {
    let first = 0
    if (columns === undefined) {
      first = lines.findIndex(({ text }) => !isPreamble(text))
      if (first === -1) continue
      columns = readHeader(lines[first]?.text ?? '', iccidForm)
      joiner = new RecordJoiner(columns.delimiter)
      first += 1
    }
    yield* read(joiner?.push(first === 0 ? lines : lines.slice(first)) ?? [])
  }
  if (columns === undefined) readHeader('', iccidForm)
  yield* read(joiner?.end() ?? [])
}
