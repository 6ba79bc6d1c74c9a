import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

const ROWS_AT_ONCE = 1000

const addressOf = (index: number): string =>
  `10.${(index >>> 16) & 255}.${(index >>> 8) & 255}.${index & 255}`

/** SIMs that differ in everything, as an operator's export has them. */
const rowOf = (index: number): string =>
  [
    `8988280${100_000_000_000 + index}`,
    addressOf(index + 256),
    `90140${5_000_000_000 + index}`,
    `88228${5_000_000_000 + index}`,
    `"pump ${index}, hall ${index % 40}"`,
    'Enabled',
  ].join(',')

/**
 * Writes a CSV file of so many SIMs.
 *
 * @param rows at most 2^24 - 256: then the addresses of 10.0.0.0/8 are used up
 */
export const writeInventoryCsv = async (path: string, rows: number): Promise<void> => {
  const file = createWriteStream(path)
  file.write('ICCID,IP Address,IMSI,MSISDN,Label,Status\n')
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows - start)
    const lines = Array.from({ length: count }, (_, index) => `${rowOf(start + index)}\n`)
    if (!file.write(lines.join(''))) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}
