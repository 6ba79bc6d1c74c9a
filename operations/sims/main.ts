import { Command, CommanderError } from 'commander'
import { addCommand } from './commands/add-command.ts'
import { exportCommand } from './commands/export-command.ts'
import { importCommand } from './commands/import-command.ts'
import { listCommand } from './commands/list-command.ts'
import { moveCommand } from './commands/move-command.ts'
import { removeCommand } from './commands/remove-command.ts'
import { revokeCommand } from './commands/revoke-command.ts'
import { showCommand } from './commands/show-command.ts'
import { resumeCommand, suspendCommand } from './commands/suspend-command.ts'
import { syncCommand } from './commands/sync-command.ts'
import { createServices } from './create-services.ts'
import { describeError, toText } from './describe-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { processIo } from './process-io.ts'
import type { Session } from './services.ts'
import { findTarget } from './target.ts'
import { UsageError } from './usage-error.ts'

const EPILOGUE = `
Exit codes: 0 done, 1 failed, 2 not understood, 3 done but some rows or SIMs refused, 130 interrupted.
docs/inventory.md says more.`

const io = processIo()
const session: Session = {
  io,
  open: async (flags) => {
    const dataPlaneUrl = process.env.AWS_ENDPOINT_URL_IOT_DATA_PLANE
    return createServices({ dataPlaneUrl, ...(await findTarget(flags)) }, io.note)
  },
}
const exit = (code: ExitCode): void => {
  process.exitCode = io.signal.aborted && code === EXIT.done ? EXIT.interrupted : code
}

const program = new Command('npm run sims --')
  .description('The SIMs of one deployment of simpass, on AWS or of npm start.')
  .addHelpText('after', EPILOGUE)
for (const create of [
  importCommand,
  listCommand,
  showCommand,
  addCommand,
  suspendCommand,
  resumeCommand,
  moveCommand,
  removeCommand,
  exportCommand,
  revokeCommand,
  syncCommand,
]) {
  program.addCommand(
    create(session, exit).exitOverride().showHelpAfterError('(add --help for more)'),
  )
}
program.exitOverride()

const fail = (error: unknown): void => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage
    return
  }
  if (io.signal.aborted) {
    io.note('stopped')
    process.exitCode = EXIT.interrupted
    return
  }
  const described = describeError(error)
  io.note(
    process.argv.includes('--json') ? JSON.stringify({ error: described }) : toText(described),
  )
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed
}

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}
