import { DomainError } from '../../../domain/errors.ts'
import type { EntryResult } from '../../../domain/inventory/entry-result.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { Repeats } from './find-repeats.ts'
import type { Reading } from './inventory-file.ts'
import type { ReportProblem } from './row-problem.ts'
import { isStopping, type Tally } from './tally.ts'

const ROWS_AT_ONCE = 200
const CHUNKS_AT_ONCE = 2

export interface ApplyFileOptions {
  readonly repeats: Repeats
  /** Rows up to this line are done already. */
  readonly after: number
  readonly apply: (entries: readonly InventoryEntry[]) => Promise<readonly EntryResult[]>
  readonly report: ReportProblem
  /** Counts a result in. */
  readonly count: (result: EntryResult) => void
  readonly tally: Tally
  /** All rows up to this line are done. */
  readonly onDone: (line: number, rows: number) => Promise<void>
  readonly signal: AbortSignal
}

interface Chunk {
  readonly lines: number[]
  readonly entries: InventoryEntry[]
  /** Of all rows that came, whether they are applied or not. */
  lastLine: number
  rows: number
}

const newChunk = (): Chunk => ({ lines: [], entries: [], lastLine: 0, rows: 0 })

/** Applies a file in chunks, several at a time; those that began are finished when it is told to stop. */
export const applyFile = async (reading: Reading, options: ApplyFileOptions): Promise<void> => {
  const { repeats, after, apply, report, count, tally, onDone, signal } = options
  const underWay: { readonly chunk: Chunk; readonly results: Promise<readonly EntryResult[]> }[] =
    []
  const finishOldest = async (): Promise<void> => {
    const oldest = underWay.shift()
    if (oldest === undefined) return
    const { chunk, results } = oldest
    for (const result of await results) count(result)
    for (const [index, result] of (await results).entries()) {
      if (isStopping(result.error)) throw result.error
      const { code, message } = result.error ?? {}
      if (code === undefined || message === undefined) continue
      const line = chunk.lines[index] ?? 0
      await report({ line, place: `line ${line}`, iccid: result.entry.iccid, code, message })
    }
    await onDone(chunk.lastLine, chunk.rows)
  }
  const start = async (chunk: Chunk): Promise<void> => {
    const results = apply(chunk.entries)
    // Whoever waits for an older chunk hears of this failure later.
    results.catch(() => {})
    underWay.push({ chunk, results })
    if (underWay.length >= CHUNKS_AT_ONCE) await finishOldest()
  }
  const isToApply = async (line: number, entry: InventoryEntry): Promise<boolean> => {
    const verdict = repeats(line, entry)
    if (verdict.kind === 'repeated') tally.repeated += 1
    if (verdict.kind === 'contradicting') {
      tally.contradicting += 1
      const { message } = verdict
      const place = `line ${line}`
      await report({ line, place, iccid: entry.iccid, code: 'ENTRY_CONFLICT', message })
    }
    if (verdict.kind === 'apply' && line <= after) tally.doneBefore += 1
    return verdict.kind === 'apply' && line > after
  }
  let chunk = newChunk()
  try {
    for await (const row of reading.rows) {
      if (signal.aborted) break
      chunk.lastLine = row.line
      chunk.rows += 1
      if (!('entry' in row) || !(await isToApply(row.line, row.entry))) continue
      chunk.lines.push(row.line)
      chunk.entries.push(row.entry)
      if (chunk.entries.length < ROWS_AT_ONCE) continue
      await start(chunk)
      chunk = newChunk()
    }
    if (!signal.aborted && chunk.rows > 0) await start(chunk)
    while (underWay.length > 0) await finishOldest()
  } finally {
    // After a failure too: nothing may be under way when the run is ended.
    for (const { results } of underWay)
      for (const result of await results.catch(() => [])) count(result)
  }
}

/** @throws DomainError INVENTORY_UNSTABLE */
export const refuseChangedFile = (before: string, after: string): void => {
  if (before === after) return
  throw new DomainError(
    'INVENTORY_UNSTABLE',
    'expected a file that nobody writes while it is imported, got another content at the second reading: import it again',
  )
}
