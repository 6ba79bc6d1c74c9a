import { Command, Option } from 'commander'
import { stringify } from 'csv-stringify/sync'
import { toLabel } from '../../../domain/inventory/sim-label.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { toSpreadsheetLabel } from '../../../lambdas/adapters/inventory-csv/spreadsheet-label.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { UsageError } from '../usage-error.ts'
import { openWritable } from '../writable-file.ts'
import { tellCorruptItems } from './corrupt-items.ts'
import { type CommonFlags, withDeployment } from './target-options.ts'

interface ExportFlags extends CommonFlags {
  readonly out?: string
}

const COLUMNS = ['iccid', 'address', 'imsi', 'msisdn', 'label', 'status']
const ROWS_AT_ONCE = 500

/** Text of a table that others may have written, as an import keeps it, and so that no spreadsheet runs it. */
const toCell = (text: string | undefined): string => toSpreadsheetLabel(toLabel(text ?? '') ?? '')

/** The plus of a number is none of its digits, and would begin a formula. */
const toNumberCell = (text: string | undefined): string =>
  toCell(text?.replace(/^\+(?=[0-9]+$)/, ''))

// Quoted is whatever may hold the delimiter of a spreadsheet, in this locale or another.
const toRow = ({ iccid, address, imsi, msisdn, label, status }: StoredSim): string =>
  stringify([[iccid, address, toNumberCell(imsi), toNumberCell(msisdn), toCell(label), status]], {
    quoted_match: /[^0-9A-Za-z.:]/,
  })

async function* toCsv(sims: AsyncIterable<StoredSim>): AsyncGenerator<string> {
  let rows: string[] = [`${COLUMNS.join(',')}\n`]
  for await (const sim of sims) {
    if (sim.status !== 'removed') rows.push(toRow(sim))
    if (rows.length < ROWS_AT_ONCE) continue
    yield rows.join('')
    rows = []
  }
  yield rows.join('')
}

/** `export`: all SIMs as CSV that `import` reads. */
export const exportCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withDeployment(new Command('export'))
    // Understood, to say what is meant instead.
    .addOption(new Option('--json').hideHelp())
    .description('Write all SIMs as CSV, in no order; to import it again changes nothing')
    .option('--out <file>', 'instead of stdout')
    .action(async (flags: ExportFlags) => {
      if (flags.json)
        throw new UsageError('expected export without --json, which is CSV: use list --json')
      const { ctx } = await session.open(flags)
      const file = flags.out === undefined ? undefined : await openWritable(flags.out)
      const { onCorrupt, exitCode } = tellCorruptItems(session.io, false)
      try {
        for await (const text of toCsv(ctx.store.allSims(onCorrupt))) {
          if (session.io.signal.aborted) return exit(EXIT.interrupted)
          if (session.io.failure() !== undefined) break
          await (file === undefined ? session.io.write(text) : file.write(text))
        }
      } finally {
        await file?.close()
      }
      exit(exitCode())
    })
