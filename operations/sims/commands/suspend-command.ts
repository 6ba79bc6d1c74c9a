import { Command } from 'commander'
import { inCommand } from '../../../domain/inventory/in-command.ts'
import { resumeSim } from '../../../domain/inventory/resume-sim.ts'
import { suspendSim } from '../../../domain/inventory/suspend-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { changeSims, endChanged, tellOfLister } from './change-sims.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

/** `suspend`: refuses tokens, and ends what is connected. */
export const suspendCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('suspend'))
    .description(
      'Refuse the tokens of SIMs, and end their live sessions; only `resume` takes it back',
    )
    .argument('<iccid...>', 'SIMs, or - to read them from stdin, one a line')
    .action(async (given: string[], flags: CommonFlags) => {
      const { ctx } = await session.open(flags)
      const changed = await inCommand(ctx, (running) =>
        changeSims(given, {
          io: session.io,
          isJson: flags.json === true,
          change: (iccid) => suspendSim(running, iccid),
        }),
      )
      exit(await endChanged(ctx, session.io, changed))
    })

/** `resume`: takes a suspension back. */
export const resumeCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('resume'))
    .description('Accept the tokens of suspended SIMs again, whoever suspended them')
    .argument('<iccid...>', 'SIMs, or - to read them from stdin, one a line')
    .action(async (given: string[], flags: CommonFlags) => {
      const { ctx } = await session.open(flags)
      const { exitCode } = await inCommand(ctx, (running) =>
        changeSims(given, {
          io: session.io,
          isJson: flags.json === true,
          change: async (iccid) => {
            const sim = await resumeSim(running, iccid)
            if (sim.status === 'active') {
              tellOfLister(session.io, sim, 'suspends it again if the inventory still says so')
            }
            return sim
          },
        }),
      )
      exit(session.io.signal.aborted ? EXIT.interrupted : exitCode)
    })
