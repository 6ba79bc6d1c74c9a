import { Command } from 'commander'
import { parseIccid } from '../../../domain/iccid.ts'
import { OPERATOR } from '../../../domain/inventory/assertion.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import { removeSim } from '../../../domain/inventory/remove-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services, Session } from '../services.ts'
import { UsageError } from '../usage-error.ts'
import { changeSims, endChanged, tellOfLister } from './change-sims.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface RemoveFlags extends CommonFlags {
  readonly yes?: true
}

/** Long lists come from stdin. */
const LIFETIME_MS = 3600_000

const isConfirmed = async (
  { io }: Session,
  given: readonly string[],
  { deployment }: Services,
): Promise<boolean> => {
  if (!io.canAsk || given.includes('-')) {
    throw new UsageError('expected --yes, or a terminal to ask at and no list on stdin')
  }
  const [only, ...others] = given
  const what =
    only !== undefined && others.length === 0
      ? `the SIM ${parseIccid(only)}`
      : `${given.length} SIMs`
  return io.ask(`This removes ${what} from ${deployment}.`, 'remove')
}

/** `remove`: takes SIMs out of the inventory. */
export const removeCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('remove'))
    .description(
      'Take SIMs out of the inventory: their tokens are refused, their addresses are free',
    )
    .argument('<iccid...>', 'SIMs, or - to read them from stdin, one a line')
    .option('--yes', 'do not ask')
    .action(async (given: string[], flags: RemoveFlags) => {
      const services = await session.open(flags)
      if (!flags.yes && !(await isConfirmed(session, given, services))) {
        session.io.note('nothing was removed')
        return exit(session.io.signal.aborted ? EXIT.interrupted : EXIT.failed)
      }
      const { ctx } = services
      const changed = await inRun(
        ctx,
        { source: OPERATOR, lifetimeMs: LIFETIME_MS },
        (running, run) =>
          changeSims(given, {
            io: session.io,
            isJson: flags.json === true,
            change: async (iccid) => {
              const sim = await removeSim(running, run, iccid, 'operator')
              tellOfLister(session.io, sim)
              return sim
            },
          }),
      )
      exit(await endChanged(ctx, session.io, changed))
    })
