import { Command } from 'commander'
import { inCommand } from '../../../domain/inventory/in-command.ts'
import { revokeTokens } from '../../../domain/inventory/revoke-tokens.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { isoSeconds, toLine } from '../describe-sim.ts'
import type { ExitCode } from '../exit-codes.ts'
import { parseTime } from '../parse-time.ts'
import type { Session } from '../services.ts'
import { changeSims, endChanged } from './change-sims.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface RevokeFlags extends CommonFlags {
  readonly before?: string
}

const toRevokedLine = (sim: StoredSim): string =>
  sim.tokensValidFrom === undefined
    ? toLine(sim)
    : `${toLine(sim)}  tokens issued before ${isoSeconds(sim.tokensValidFrom)} are refused`

/** `revoke`: ends tokens by the time of their issue. */
export const revokeCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('revoke'))
    .description(
      'Refuse tokens that were issued before a time, and end live sessions; SIMs may onboard again',
    )
    .argument('<iccid...>', 'SIMs, or - to read them from stdin, one a line')
    .option(
      '--before <time>',
      'such as 2026-11-22T08:00:00Z, or seconds since 1970; without it all until now',
    )
    .action(async (given: string[], flags: RevokeFlags) => {
      const before = flags.before === undefined ? undefined : parseTime(flags.before)
      const { ctx } = await session.open(flags)
      const changed = await inCommand(ctx, (running) =>
        changeSims(given, {
          io: session.io,
          isJson: flags.json === true,
          change: (iccid) => revokeTokens(running, iccid, before),
          describe: toRevokedLine,
        }),
      )
      exit(await endChanged(ctx, session.io, changed))
    })
