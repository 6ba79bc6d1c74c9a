import { createHash } from 'node:crypto'
import type { IccidForm } from '../../../lambdas/adapters/inventory-csv/columns.ts'
import {
  type CsvRow,
  readInventoryCsv,
} from '../../../lambdas/adapters/inventory-csv/read-inventory-csv.ts'

/** A file that can be read again and again. */
export interface InventoryFile {
  readonly open: () => AsyncIterable<Uint8Array>
  readonly iccidForm: IccidForm
}

export interface Reading {
  readonly rows: AsyncIterable<CsvRow>
  /** Of all bytes read: to be asked after the last row. */
  readonly sha256: () => string
}

/** Begins to read; `onBytes` is told how many bytes came. */
export const readFile = (
  { open, iccidForm }: InventoryFile,
  onBytes: (count: number) => void = () => {},
): Reading => {
  const hash = createHash('sha256')
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of open()) {
      hash.update(chunk)
      onBytes(chunk.length)
      yield chunk
    }
  }
  return { rows: readInventoryCsv(hashed(), { iccidForm }), sha256: () => hash.digest('hex') }
}
