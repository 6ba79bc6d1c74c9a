import { Command } from 'commander'
import { shellWord } from '../../shell-word.ts'
import { toJson } from '../../to-json.ts'
import { describeReport, parseReport, type Report } from '../describe-report.ts'
import { printable } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io, Session } from '../services.ts'
import { UsageError } from '../usage-error.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface SyncFlags extends CommonFlags {
  readonly confirm?: string
}

const EXIT_OF = {
  applied: EXIT.done,
  held: EXIT.partial,
  skipped: EXIT.failed,
  failed: EXIT.failed,
} as const

const parseRun = (text: string): number => {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`expected the number of a run, got ${JSON.stringify(text.slice(0, 40))}`)
}

/** What confirms a run, ready for the shell. */
const toConfirm = ({ stage, region, local, dir }: SyncFlags): string =>
  [
    'npm run sims -- sync --confirm RUN',
    ...Object.entries({ stage, region, dir }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${shellWord(value)}`],
    ),
    ...(local ? ['--local'] : []),
  ].join(' ')

/** Somebody who confirms has looked at something; if it was something else, he has to know. */
const tellUnconfirmed = (io: Io, { confirm }: SyncFlags, { outcome, held }: Report): void => {
  if (confirm === undefined || outcome !== 'held' || held === undefined) return
  if (Number(confirm) === held.run) return
  io.note(
    `run ${confirm} is not what is held now: look at what would be lost, and confirm run ${held.run}`,
  )
}

/** `sync`: runs the sync function now. */
export const syncCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('sync'))
    .description("Read the operator's inventory now, and apply what differs")
    .option('--confirm <run>', 'apply what this run held back because too many SIMs would be lost')
    .action(async (flags: SyncFlags) => {
      const event = flags.confirm === undefined ? {} : { confirmRun: parseRun(flags.confirm) }
      const { invokeSync } = await session.open(flags)
      const said: unknown = JSON.parse(await invokeSync(event))
      const answer = parseReport(said)
      if (flags.json) await session.io.print(toJson(said))
      else
        for (const line of describeReport(answer, toConfirm(flags)))
          await session.io.print(printable(line))
      tellUnconfirmed(session.io, flags, answer)
      const isPartial = answer.outcome === 'applied' && (answer.problems ?? []).length > 0
      exit(isPartial ? EXIT.partial : EXIT_OF[answer.outcome])
    })
