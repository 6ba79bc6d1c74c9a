import { Command } from 'commander'
import { parseIccid } from '../../../domain/iccid.ts'
import { OPERATOR } from '../../../domain/inventory/assertion.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import { moveSim } from '../../../domain/inventory/move-sim.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import { toJson } from '../../to-json.ts'
import { toLine } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { tellOfLister } from './change-sims.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface MoveFlags extends CommonFlags {
  readonly displace?: true
}

const LIFETIME_MS = 60_000

/** `move`: gives a SIM another address. */
export const moveCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('move'))
    .description('Give a SIM another address')
    .argument('<iccid>')
    .argument('<address>', 'IPv4 or IPv6, or none')
    .option('--displace', 'take the address from the SIM that has it')
    .action(async (given: string, to: string, flags: MoveFlags) => {
      const iccid = parseIccid(given)
      const address = to === 'none' ? undefined : parseSimAddress(to)
      const { ctx } = await session.open(flags)
      const sim = await inRun(ctx, { source: OPERATOR, lifetimeMs: LIFETIME_MS }, (running, run) =>
        moveSim(running, run, iccid, address, { displaces: flags.displace === true }),
      )
      await session.io.print(flags.json ? toJson(sim) : toLine(sim))
      if (sim.displaced !== undefined) {
        session.io.note(
          `${sim.displaced} had ${address} and has no address now; its tokens are good until they end, unless you revoke them`,
        )
      }
      tellOfLister(session.io, sim)
      exit(EXIT.done)
    })
