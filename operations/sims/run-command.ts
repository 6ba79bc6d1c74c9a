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
import { EXIT, type ExitCode } from './exit-codes.ts'
import { noteError } from './note-error.ts'
import type { Session } from './services.ts'
import { UsageError } from './usage-error.ts'

const EPILOGUE = `
Exit codes: 0 done, 1 failed, 2 not understood, 3 done but some rows or SIMs refused, 130 interrupted.
docs/inventory.md says more.`

const COMMANDS = [
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
]

const createProgram = (
  session: Session,
  exit: (code: ExitCode) => void,
  isJson: boolean,
): Command => {
  const program = new Command('npm run sims --')
    .description('The SIMs of one deployment of simpass, on AWS or of npm start.')
    .addHelpText('after', EPILOGUE)
  for (const create of COMMANDS) {
    program.addCommand(create(session, exit).showHelpAfterError('(add --help for more)'))
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride()
    // It is told as JSON instead.
    if (isJson) command.configureOutput({ writeErr: () => {} })
  }
  return program
}

/** What commander refuses, in the shape of all other refusals; people it has told itself. */
const toUsageError = ({ message }: CommanderError): UsageError =>
  new UsageError(message.replace(/^error: /, ''))

/**
 * Runs one command to its end; nothing is thrown.
 *
 * @param args as after `npm run sims --`
 */
export const runCommand = async (session: Session, args: readonly string[]): Promise<ExitCode> => {
  const { io } = session
  const isJson = args.includes('--json')
  let exitCode: ExitCode = EXIT.done
  const exit = (code: ExitCode): void => {
    exitCode = code
  }
  try {
    await createProgram(session, exit, isJson).parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.done
      if (isJson) noteError(io, toUsageError(error), isJson)
      return EXIT.usage
    }
    if (io.signal.aborted) {
      io.note('stopped')
      return EXIT.interrupted
    }
    noteError(io, error, isJson)
    return error instanceof UsageError ? EXIT.usage : EXIT.failed
  }
  return io.signal.aborted && exitCode === EXIT.done ? EXIT.interrupted : exitCode
}
