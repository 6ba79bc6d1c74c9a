import type { Iccid } from '../../../domain/iccid.ts'
import type { InventoryContext } from '../../../domain/inventory/ports.ts'
import type { Progress } from '../progress.ts'
import { applyFile } from './apply-file.ts'
import type { Checkpoints } from './checkpoint.ts'
import { findRepeats, type Repeats } from './find-repeats.ts'
import { type InventoryFile, readFile } from './inventory-file.ts'
import { previewEntries } from './preview-entries.ts'
import type { ReportProblem } from './row-problem.ts'
import { type FileScan, scanFile } from './scan-file.ts'
import { emptyTally, type Tally } from './tally.ts'
import { writeFile } from './write-file.ts'

export interface ImportOptions {
  readonly isDryRun: boolean
  /** Whether `active` also takes back what the operator suspended. */
  readonly resumes: boolean
  /** Whether to forget how far an earlier attempt came. */
  readonly isFromStart: boolean
}

export interface ImportTools {
  readonly ctx: InventoryContext
  readonly checkpoints: Checkpoints
  readonly report: ReportProblem
  readonly progress: Progress
  readonly say: (line: string) => void
  /** Stops the import between two chunks. */
  readonly signal: AbortSignal
}

/** What an import knows before it writes. */
export interface ImportPlan {
  readonly file: InventoryFile
  readonly scan: FileScan
  readonly repeats: Repeats
  readonly options: ImportOptions
  readonly tally: Tally
}

/** What a writing import says beside its counts. */
export interface Written {
  readonly run?: number
  /** The line after which an earlier attempt was taken up. */
  readonly resumedAfter?: number
  /** Where it was stopped: run it again to go on. */
  readonly stoppedAfter?: number
  /** SIMs that it suspended; where they are many, only the first of them. */
  readonly suspendedSims: readonly Iccid[]
}

export interface ImportSummary extends Readonly<Tally>, Written {
  readonly sha256: string
  readonly isDryRun: boolean
  /** All of them, but the header row. */
  readonly rows: number
  readonly unreadable: number
}

const preview = async (plan: ImportPlan, tools: ImportTools): Promise<Written> => {
  const { file, repeats, tally, options } = plan
  await applyFile(readFile(file), {
    repeats,
    tally,
    after: 0,
    apply: (entries) => previewEntries(tools.ctx.store, entries, options),
    report: tools.report,
    onDone: async (_, rows) => tools.progress.advance(rows),
    signal: tools.signal,
  })
  tools.signal.throwIfAborted()
  return { suspendedSims: [] }
}

/**
 * Imports a file: looks at all of it first, then applies it in a run of its own.
 *
 * @throws DomainError INVENTORY_MALFORMED, SPREADSHEET_DAMAGE, INVENTORY_UNSTABLE, RUN_OVERDUE, STORE_UNAVAILABLE
 */
export const importFile = async (
  file: InventoryFile & { readonly size: number },
  options: ImportOptions,
  tools: ImportTools,
): Promise<ImportSummary> => {
  const { report, progress, signal } = tools
  try {
    progress.start('reading', file.size)
    const scan = await scanFile(file, report, { onBytes: progress.advance, signal })
    const { sha256, rows, unreadable } = scan
    const repeats = await findRepeats(file, scan.suspects, signal)
    const tally = emptyTally()
    const plan = { file, scan, repeats, options, tally }
    progress.start(options.isDryRun ? 'comparing' : 'importing', rows + unreadable)
    const written = await (options.isDryRun ? preview(plan, tools) : writeFile(plan, tools))
    const all = rows + unreadable
    return { sha256, isDryRun: options.isDryRun, rows: all, unreadable, ...tally, ...written }
  } finally {
    progress.stop()
  }
}
