import type { Iccid } from '../../../domain/iccid.ts'
import type { EntryResult } from '../../../domain/inventory/entry-result.ts'
import type { InventoryContext } from '../../../domain/inventory/ports.ts'
import type { Progress } from '../progress.ts'
import { applyFile } from './apply-file.ts'
import type { Checkpoints } from './checkpoint.ts'
import { findRepeats, type Repeats } from './find-repeats.ts'
import { type InventoryFile, readFile } from './inventory-file.ts'
import { previewEntries } from './preview-entries.ts'
import type { ReportProblem } from './row-problem.ts'
import { type FileScan, scanFile } from './scan-file.ts'
import { STRANDED_LISTED, type StrandedSim } from './stranded-sims.ts'
import { count, emptyTally, isUnaddressed, type Tally } from './tally.ts'
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
  /** Counts a result in. */
  readonly count: (result: EntryResult) => void
}

/** What a writing import says beside its counts. */
export interface Written {
  readonly run?: number
  /** The line after which an earlier attempt was taken up. */
  readonly resumedAfter?: number
  /** Where it was stopped, or had to stop: run it again to go on. */
  readonly stoppedAfter?: number
  /** Why it had to stop. */
  readonly failure?: unknown
  /** SIMs that it suspended; where they are many, only the first of them. */
  readonly suspendedSims: readonly Iccid[]
}

export interface ImportSummary extends Readonly<Tally>, Written {
  readonly sha256: string
  readonly isDryRun: boolean
  /** All of them, but the header row. */
  readonly rows: number
  readonly unreadable: number
  /** Rows that were taken without their label. */
  readonly unlabelled: number
  /** SIMs that lost their address to the file, and get no other from it; where they are many, only the first of them. */
  readonly strandedSims: readonly StrandedSim[]
  /** SIMs that have no address any more because their own row says so; where they are many, only the first of them. */
  readonly unaddressedSims: readonly Iccid[]
}

const preview = async (plan: ImportPlan, tools: ImportTools): Promise<Written> => {
  const { file, repeats, tally, count, options } = plan
  await applyFile(readFile(file), {
    repeats,
    tally,
    count,
    after: 0,
    apply: (entries) => previewEntries(tools.ctx.store, entries, options),
    report: tools.report,
    onDone: async (_, rows) => tools.progress.advance(rows),
    signal: tools.signal,
  })
  tools.signal.throwIfAborted()
  return { suspendedSims: [] }
}

interface Counted {
  readonly tally: Tally
  readonly strandedSims: StrandedSim[]
  readonly unaddressedSims: Iccid[]
}

/** Counts results, and lists SIMs that are left without an address: the file's own rows say what becomes of the others. */
const counterOf = ({ lists }: FileScan, { tally, strandedSims, unaddressedSims }: Counted) => {
  return (result: EntryResult): void => {
    count(tally, result)
    const { displaced } = result
    const { iccid: holder, address } = result.entry
    if (isUnaddressed(result) && unaddressedSims.length < STRANDED_LISTED) {
      unaddressedSims.push(holder)
    }
    if (displaced === undefined || address === undefined || lists(displaced)) return
    tally.stranded += 1
    if (strandedSims.length === STRANDED_LISTED) return
    strandedSims.push({ iccid: displaced, address, holder })
  }
}

/**
 * Imports a file: looks at all of it first, then applies it in a run of its own.
 *
 * @returns what was done; with `failure` where it had to stop in the middle
 * @throws DomainError INVENTORY_MALFORMED, SPREADSHEET_DAMAGE, INVENTORY_UNSTABLE, STORE_UNAVAILABLE when nothing was done
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
    const { sha256, rows, unreadable, unlabelled } = scan
    const repeats = await findRepeats(file, scan.suspects, signal)
    const counted: Counted = { tally: emptyTally(), strandedSims: [], unaddressedSims: [] }
    const { tally, strandedSims, unaddressedSims } = counted
    const plan = {
      file,
      scan,
      repeats,
      options,
      tally,
      count: counterOf(scan, counted),
    }
    progress.start(options.isDryRun ? 'comparing' : 'importing', rows + unreadable)
    const written = await (options.isDryRun ? preview(plan, tools) : writeFile(plan, tools))
    const all = rows + unreadable
    const { isDryRun } = options
    return {
      sha256,
      isDryRun,
      rows: all,
      unreadable,
      unlabelled,
      ...tally,
      strandedSims,
      unaddressedSims,
      ...written,
    }
  } finally {
    progress.stop()
  }
}
