import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import type { ReadableRow } from '../../../lambdas/adapters/inventory-csv/read-inventory-csv.ts'
import { BloomFilter } from './bloom-filter.ts'
import { type InventoryFile, readFile } from './inventory-file.ts'
import type { ReportProblem, RowProblem } from './row-problem.ts'

/** So many keys fit into memory for the second look. */
const MOST_SUSPECTS = 50_000
/** Fewer may be chance. */
const FEWEST_ROUNDED = 5

export interface FileScan {
  readonly sha256: string
  /** Readable ones. */
  readonly rows: number
  readonly unreadable: number
  /** Of the last row, readable or not. */
  readonly lastLine: number
  /** Readable ones whose label is none. */
  readonly unlabelled: number
  /** ICCIDs and addresses that seem to stand there more than once. */
  readonly suspects: ReadonlySet<string>
  /** Whether a SIM has a row that can be read: never denied wrongly, seldom claimed so. */
  readonly lists: (iccid: Iccid) => boolean
}

/** A number in a spreadsheet has 15 digits that count; those after are zeros. */
const isRounded = (iccid: Iccid): boolean => /^0+$/.test(iccid.slice(15))

/** A file that was cut says as little as one that was meant so, and nobody imports nothing on purpose. */
const refuseEmpty = (rows: number): void => {
  if (rows > 0) return
  throw new DomainError(
    'INVENTORY_MALFORMED',
    'expected SIMs below the header row, got none: look whether the export was cut',
  )
}

const refuseRounded = (rounded: number, rows: number): void => {
  if (rounded < FEWEST_ROUNDED || rounded * 2 < rows) return
  throw new DomainError(
    'SPREADSHEET_DAMAGE',
    `expected ICCIDs as they were exported, got ${rounded} of ${rows} with zeros from the 16th digit on: a spreadsheet has rounded them, export the file anew`,
  )
}

const toProblem = ({ line, entry }: ReadableRow, { code, message }: DomainError): RowProblem => ({
  line,
  place: `line ${line}`,
  iccid: entry.iccid,
  code,
  message: `${message}; the row is taken without it`,
})

/**
 * Reads the whole file once, in bounded memory, before anything is written.
 *
 * @throws DomainError INVENTORY_MALFORMED, SPREADSHEET_DAMAGE
 */
export const scanFile = async (
  file: InventoryFile,
  report: ReportProblem,
  { onBytes, signal }: { onBytes: (count: number) => void; signal: AbortSignal },
): Promise<FileScan> => {
  const reading = readFile(file, onBytes)
  const seen = new BloomFilter()
  const suspects = new Set<string>()
  let rows = 0
  let unreadable = 0
  let unlabelled = 0
  let rounded = 0
  let lastLine = 0
  for await (const row of reading.rows) {
    signal.throwIfAborted()
    lastLine = row.line
    if (!('entry' in row)) {
      unreadable += 1
      await report(row)
      continue
    }
    rows += 1
    const { iccid, address } = row.entry
    if (row.labelFault !== undefined) {
      unlabelled += 1
      await report(toProblem(row, row.labelFault))
    }
    if (isRounded(iccid)) rounded += 1
    if (seen.add(iccid)) suspects.add(iccid)
    if (address !== undefined && seen.add(address)) suspects.add(address)
    if (suspects.size > MOST_SUSPECTS) {
      throw new DomainError(
        'INVENTORY_MALFORMED',
        `expected at most ${MOST_SUSPECTS} ICCIDs and addresses that stand there twice, got more: remove the repeated rows, as with sort -u`,
      )
    }
  }
  refuseEmpty(rows + unreadable)
  refuseRounded(rounded, rows)
  const lists = (iccid: Iccid): boolean => seen.has(iccid)
  return { sha256: reading.sha256(), rows, unreadable, lastLine, unlabelled, suspects, lists }
}
