import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import { applyEntries } from '../../../domain/inventory/apply-entries.ts'
import { IMPORT } from '../../../domain/inventory/assertion.ts'
import type { EntryResult } from '../../../domain/inventory/entry-result.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { StartedRun } from '../../../domain/inventory/ports.ts'
import { LONGEST_RUN_MS } from '../../../domain/inventory/registered-run.ts'
import { applyFile, refuseChangedFile } from './apply-file.ts'
import { type Checkpoint, isUsable } from './checkpoint.ts'
import type { ImportPlan, ImportTools, Written } from './import-file.ts'
import { readFile } from './inventory-file.ts'

/** Ten times what a row takes on a small machine. A run that crashed costs later ones a few writes until then. */
const MS_PER_ROW = 20
const SPARE_MS = 10 * 60_000
const CHECKPOINT_EVERY_MS = 1000
/** Those after them are found in the table. */
const SUSPENSIONS_LISTED = 1000

const optionsOf = ({ file, options }: ImportPlan): string =>
  JSON.stringify({ resumes: options.resumes, iccidForm: file.iccidForm })

/** How far an earlier attempt came. */
const findStart = async (plan: ImportPlan, tools: ImportTools): Promise<number> => {
  if (plan.options.isFromStart) return 0
  const { sha256, lastLine } = plan.scan
  const found = await tools.checkpoints.find(sha256)
  const usage = { options: optionsOf(plan), lastLine, now: tools.ctx.now() }
  if (found === undefined || !isUsable(found, usage)) return 0
  tools.say(
    `resuming after line ${found.line}: an import of this file was interrupted at ${new Date(found.at).toISOString()} (--from-start begins anew)`,
  )
  return found.line
}

/** Remembers which rows are done, not more often than once a second. */
class Keeper {
  readonly #put: (line: number) => Promise<void>
  readonly #now: () => number
  /** In milliseconds since 1970: the first rows that are done are kept at once. */
  #keptAt = 0
  line: number

  constructor(after: number, now: () => number, put: (line: number) => Promise<void>) {
    this.line = after
    this.#now = now
    this.#put = put
  }

  async done(line: number): Promise<void> {
    this.line = Math.max(this.line, line)
    if (this.#now() - this.#keptAt >= CHECKPOINT_EVERY_MS) await this.keep()
  }

  async keep(): Promise<void> {
    this.#keptAt = this.#now()
    await this.#put(this.line)
  }
}

const createKeeper = (plan: ImportPlan, { checkpoints, ctx }: ImportTools, after: number): Keeper =>
  new Keeper(after, ctx.now, (line) => {
    const checkpoint: Checkpoint = { line, at: ctx.now(), options: optionsOf(plan) }
    return checkpoints.put(plan.scan.sha256, checkpoint)
  })

interface Attempt {
  readonly run: StartedRun
  readonly after: number
  readonly keeper: Keeper
  readonly suspendedSims: Iccid[]
}

const writeInRun = async (
  plan: ImportPlan,
  tools: ImportTools,
  { run, after, keeper, suspendedSims }: Attempt,
): Promise<void> => {
  const { file, scan, repeats, tally, count, options } = plan
  const apply = async (entries: readonly InventoryEntry[]): Promise<readonly EntryResult[]> => {
    const results = await applyEntries(tools.ctx, run, entries, { resumes: options.resumes })
    for (const { entry, changes } of results) {
      if (!changes.includes('suspended') || suspendedSims.length === SUSPENSIONS_LISTED) continue
      suspendedSims.push(entry.iccid)
    }
    return results
  }
  const onDone = async (line: number, rows: number): Promise<void> => {
    tools.progress.advance(rows)
    await keeper.done(line)
  }
  const reading = readFile(file)
  const { report, signal } = tools
  await applyFile(reading, { repeats, tally, count, after, apply, report, onDone, signal })
  if (signal.aborted) return
  refuseChangedFile(scan.sha256, reading.sha256())
  await tools.checkpoints.remove(scan.sha256)
}

const isUnstable = (failure: unknown): boolean =>
  failure instanceof DomainError && failure.code === 'INVENTORY_UNSTABLE'

/** What is done stays done, whatever stopped the rest; but lines of another content say nothing about this one. */
const keepOrForget = async (
  { scan }: ImportPlan,
  { checkpoints }: ImportTools,
  { failure, keeper, after }: { failure: unknown; keeper: Keeper; after: number },
): Promise<void> => {
  if (isUnstable(failure)) await checkpoints.remove(scan.sha256)
  else if (keeper.line > after) await keeper.keep()
}

/** Applies a file that was looked at, in a run of its own that begins before the file is read for it. */
export const writeFile = async (plan: ImportPlan, tools: ImportTools): Promise<Written> => {
  const { ctx, signal } = tools
  const after = await findStart(plan, tools)
  const keeper = createKeeper(plan, tools, after)
  const lifetimeMs = Math.min(SPARE_MS + plan.scan.rows * MS_PER_ROW, LONGEST_RUN_MS)
  return inRun(ctx, { source: IMPORT, lifetimeMs }, async (running, run) => {
    const suspendedSims: Iccid[] = []
    const attempt = { run, after, keeper, suspendedSims }
    const [written] = await Promise.allSettled([
      writeInRun(plan, { ...tools, ctx: running }, attempt),
    ])
    const failure: unknown = written.status === 'rejected' ? written.reason : undefined
    const isStopped = written.status === 'rejected' || signal.aborted
    // If this is not kept, less is taken as done.
    if (isStopped) await Promise.allSettled([keepOrForget(plan, tools, { failure, keeper, after })])
    return {
      run: run.number,
      ...(after > 0 && { resumedAfter: after }),
      ...(isStopped && { stoppedAfter: isUnstable(failure) ? 0 : keeper.line }),
      ...(failure !== undefined && { failure }),
      suspendedSims,
    }
  })
}
