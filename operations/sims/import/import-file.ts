import type { Iccid } from '../../../domain/iccid.ts'
import { applyEntries } from '../../../domain/inventory/apply-entries.ts'
import type { EntryResult } from '../../../domain/inventory/entry-result.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { InventoryContext, StartedRun } from '../../../domain/inventory/ports.ts'
import type { Progress } from '../progress.ts'
import { applyFile, refuseChangedFile } from './apply-file.ts'
import { type Checkpoints, isUsable } from './checkpoint.ts'
import { findRepeats } from './find-repeats.ts'
import { type InventoryFile, readFile } from './inventory-file.ts'
import { previewEntries } from './preview-entries.ts'
import type { ReportProblem } from './row-problem.ts'
import { scanFile } from './scan-file.ts'
import { emptyTally, type Tally } from './tally.ts'

/** Writing a row takes less even on a small machine; what a run has left over costs later ones a few writes. */
const MS_PER_ROW = 20
const SPARE_MS = 10 * 60_000
const CHECKPOINT_EVERY_MS = 1000

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

export interface ImportSummary extends Readonly<Tally> {
  readonly sha256: string
  readonly isDryRun: boolean
  readonly rows: number
  readonly unreadable: number
  readonly run?: number
  /** The line after which an earlier attempt was taken up. */
  readonly resumedAfter?: number
  /** Where it was stopped: run it again to go on. */
  readonly stoppedAfter?: number
  /** SIMs whose sessions have to be ended once more. */
  readonly endedSessions: readonly Iccid[]
}

/** Counts and keeps what follows from the rows that are done. */
const createKeeper = (
  { checkpoints, progress, ctx }: ImportTools,
  { sha256, options }: { sha256: string; options: string },
) => {
  let keptAt = ctx.now()
  let line = 0
  const keep = () => checkpoints.put(sha256, { line, at: ctx.now(), options })
  return {
    line: () => line,
    keep,
    onDone: async (done: number, rows: number): Promise<void> => {
      line = done
      progress.advance(rows)
      if (ctx.now() - keptAt < CHECKPOINT_EVERY_MS) return
      keptAt = ctx.now()
      await keep()
    },
  }
}

const startAfter = async (
  { checkpoints, ctx, say }: ImportTools,
  { sha256, options, isFromStart }: { sha256: string; options: string; isFromStart: boolean },
): Promise<number> => {
  const found = isFromStart ? undefined : await checkpoints.find(sha256)
  if (found === undefined || !isUsable(found, options, ctx.now())) return 0
  say(
    `resuming after line ${found.line}, where an import of this file was interrupted at ${new Date(found.at).toISOString()} (--from-start begins anew)`,
  )
  return found.line
}

/** Imports a file: looks at all of it first, then applies it in a run of its own. */
export const importFile = async (
  file: InventoryFile & { readonly size: number },
  options: ImportOptions,
  tools: ImportTools,
): Promise<ImportSummary> => {
  const { ctx, report, progress, signal } = tools
  progress.start('reading', file.size)
  const scan = await scanFile(file, report, { onBytes: progress.advance, signal })
  progress.stop()
  const repeats = await findRepeats(file, scan.suspects, signal)
  const { sha256, rows, unreadable } = scan
  const tally = emptyTally()
  const counts = { sha256, rows, unreadable, isDryRun: options.isDryRun }
  const common = { repeats, report, tally, signal }
  if (options.isDryRun) {
    progress.start('comparing', rows + unreadable)
    await applyFile(readFile(file), {
      ...common,
      after: 0,
      apply: (entries) => previewEntries(ctx.store, entries, options.resumes),
      onDone: async (_, done) => progress.advance(done),
    })
    progress.stop()
    return { ...counts, ...tally, endedSessions: [] }
  }
  const settings = JSON.stringify({ resumes: options.resumes, iccidForm: file.iccidForm })
  const place = { sha256, options: settings, isFromStart: options.isFromStart }
  const after = await startAfter(tools, place)
  const keeper = createKeeper(tools, place)
  const endedSessions: Iccid[] = []
  const inRun = async (run: StartedRun): Promise<void> => {
    const reading = readFile(file)
    const apply = async (entries: readonly InventoryEntry[]): Promise<readonly EntryResult[]> => {
      const results = await applyEntries(ctx, run, entries, { resumes: options.resumes })
      for (const { entry, changes } of results) {
        if (changes.includes('suspended')) endedSessions.push(entry.iccid)
      }
      return results
    }
    try {
      await applyFile(reading, { ...common, after, apply, onDone: keeper.onDone })
    } catch (error) {
      if (keeper.line() > after) await keeper.keep()
      throw error
    }
    if (signal.aborted) return keeper.keep()
    refuseChangedFile(sha256, reading.sha256())
    await tools.checkpoints.remove(sha256)
  }
  progress.start('importing', rows + unreadable)
  const run = await ctx.runs.start({
    source: 'import',
    lifetimeMs: SPARE_MS + rows * MS_PER_ROW,
  })
  try {
    await inRun(run)
  } finally {
    progress.stop()
    await ctx.runs.end(run)
  }
  return {
    ...counts,
    ...tally,
    run: run.number,
    ...(after === 0 ? {} : { resumedAfter: after }),
    ...(signal.aborted ? { stoppedAfter: Math.max(after, keeper.line()) } : {}),
    endedSessions,
  }
}
