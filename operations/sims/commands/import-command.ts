import { stat } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { IccidForm } from '../../../lambdas/adapters/inventory-csv/columns.ts'
import { toJson } from '../../to-json.ts'
import { describeSummary } from '../describe-summary.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { type ImportSummary, importFile } from '../import/import-file.ts'
import type { RowProblem } from '../import/row-problem.ts'
import { type StableFile, stableFile } from '../import/stable-file.ts'
import { noteError } from '../note-error.ts'
import { openProblemLog, type ProblemLog } from '../problem-log.ts'
import { progressBar, silentProgress } from '../progress.ts'
import type { Services, Session } from '../services.ts'
import { UsageError } from '../usage-error.ts'
import { endSessionsAgain } from './change-sims.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface ImportFlags extends CommonFlags {
  readonly dryRun?: true
  readonly resume?: true
  readonly fromStart?: true
  readonly iccidForm: IccidForm
  readonly errors?: string
}

/** The file is read several times: what is written meanwhile must not be it, by whatever name. */
const refuseSameFile = async (path: string, errors: string | undefined): Promise<void> => {
  if (errors === undefined) return
  const [file, other] = await Promise.all([stat(path), stat(errors).catch(() => undefined)])
  if (other?.dev !== file.dev || other.ino !== file.ino) return
  throw new UsageError(`expected another file for --errors than the one to import, got ${errors}`)
}

const run = async (
  { io }: Session,
  { ctx, checkpoints }: Services,
  { file, flags, log }: { file: StableFile; flags: ImportFlags; log: ProblemLog },
): Promise<ImportSummary> => {
  const { terminal } = io
  const options = {
    isDryRun: flags.dryRun === true,
    resumes: flags.resume === true,
    isFromStart: flags.fromStart === true,
  }
  return importFile(file, options, {
    ctx,
    checkpoints,
    report: log.report,
    progress: terminal === undefined || flags.json ? silentProgress : progressBar(terminal),
    say: io.note,
    signal: io.signal,
  })
}

const exitCodeOf = ({ io }: Session, summary: ImportSummary, problems: number): ExitCode => {
  if (io.signal.aborted) return EXIT.interrupted
  if (summary.failure !== undefined) return EXIT.failed
  return problems === 0 ? EXIT.done : EXIT.partial
}

const printSummary = async (
  { io }: Session,
  summary: ImportSummary,
  { flags, log }: { flags: ImportFlags; log: ProblemLog },
): Promise<void> => {
  const { suspendedSims: _, failure: __, ...counts } = summary
  if (flags.json) {
    const problems = { problemCount: log.count(), problems: log.shown() }
    return io.print(toJson({ ...counts, ...problems }))
  }
  const others = log.count() - log.shown().length
  if (others > 0) {
    io.note(`and ${others} more${flags.errors === undefined ? ': --errors FILE keeps all' : ''}`)
  }
  for (const line of describeSummary(summary)) await io.print(line)
}

/** After what was done so far, why it is not all, and what to do. */
const tellStop = (
  { io }: Session,
  { failure, stoppedAfter }: ImportSummary,
  { json }: ImportFlags,
): void => {
  if (failure !== undefined) noteError(io, failure, json === true)
  if (stoppedAfter === undefined || json) return
  const where = stoppedAfter > 0 ? ` after line ${stoppedAfter}` : ''
  io.note(`stopped in the middle: run the same command again to go on${where}`)
}

const showProblem =
  ({ io }: Session) =>
  ({ place, code, message }: RowProblem): void =>
    io.note(`${place}: ${code}: ${message}`)

const importAndTell = async (
  session: Session,
  services: Services,
  options: { file: StableFile; flags: ImportFlags; log: ProblemLog },
): Promise<ExitCode> => {
  const summary = await run(session, services, options)
  await printSummary(session, summary, options)
  tellStop(session, summary, options.flags)
  let ended: ExitCode = EXIT.done
  if (summary.suspended > 0 && !summary.isDryRun) {
    const { suspendedSims, suspended } = summary
    const listed = suspendedSims.length < suspended ? undefined : suspendedSims
    ended = await endSessionsAgain(services.ctx, session.io, listed)
  }
  const exitCode = exitCodeOf(session, summary, options.log.count())
  return exitCode === EXIT.done ? ended : exitCode
}

/** @returns whether all problems are in their file: what was imported stays so without them */
const closeLog = async (
  { io }: Session,
  log: ProblemLog,
  { json }: ImportFlags,
): Promise<boolean> => {
  try {
    await log.close()
    return true
  } catch (error) {
    noteError(io, error, json === true)
    return false
  }
}

/** `import`: takes SIMs over from a file. */
export const importCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('import'))
    .description('Take SIMs over from a CSV file; interrupted anywhere, run it again to go on')
    .argument(
      '<file>',
      'CSV with a header row: iccid, address, and if you like imsi, msisdn, label, status',
    )
    .option('--dry-run', 'say what would change, and change nothing')
    .option(
      '--resume',
      'let rows with status active resume their SIMs, whoever suspended them: you, or an inventory',
    )
    .option('--from-start', 'forget how far an interrupted import of this file came')
    .option('--errors <file>', 'keep every bad row here: JSON lines for .json or .jsonl, else CSV')
    .addOption(
      new Option('--iccid-form <column>', 'which column names the SIMs')
        .choices(['iccid', 'iccid_with_luhn'])
        .default('iccid'),
    )
    .action(async (path: string, flags: ImportFlags) => {
      const file = await stableFile(path, flags.iccidForm)
      await refuseSameFile(path, flags.errors)
      const services = await session.open(flags)
      const log = await openProblemLog(flags.errors, flags.json ? () => {} : showProblem(session))
      const [imported] = await Promise.allSettled([
        importAndTell(session, services, { file, flags, log }),
      ])
      const isLogged = await closeLog(session, log, flags)
      if (imported.status === 'rejected') throw imported.reason
      exit(imported.value === EXIT.done && !isLogged ? EXIT.partial : imported.value)
    })
