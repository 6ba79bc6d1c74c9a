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
import { exitAfterLoss } from './lost-output.ts'
import { noteError } from './note-error.ts'
import type { Session } from './services.ts'
import { UsageError } from './usage-error.ts'

const EPILOGUE = `
Exit codes: 0 done, 1 failed, 2 not understood, 3 done but some rows or SIMs refused, 130 interrupted.
In scripts, npm run --silent sims -- keeps npm's own lines out of stdout.
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

interface ProgramOptions {
  readonly exit: (code: ExitCode) => void
  readonly onBegin: (command: string) => void
  readonly isJson: boolean
}

const createProgram = (session: Session, { exit, onBegin, isJson }: ProgramOptions): Command => {
  const program = new Command('npm run sims --')
    .description('The SIMs of one deployment of simpass, on AWS or of npm start.')
    .addHelpText('after', EPILOGUE)
    .hook('preAction', (_, command) => onBegin(command.name()))
  for (const create of COMMANDS) {
    program.addCommand(create(session, exit).showHelpAfterError('(add --help for more)'))
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride()
    command.configureOutput({
      writeOut: (text) => void session.io.write(text),
      writeErr: (text) => {
        // It is told as JSON instead.
        if (!isJson) session.io.note(text.replace(/\n$/, ''))
      },
    })
  }
  return program
}

/** What commander refuses, in the shape of all other refusals; people it has told itself. */
const toUsageError = ({ message }: CommanderError): UsageError =>
  new UsageError(message.replace(/^error: /, ''))

const exitAfterError = ({ io }: Session, error: unknown, isJson: boolean): ExitCode => {
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

/**
 * Runs one command to its end; nothing is thrown.
 *
 * @param args as after `npm run sims --`
 */
export const runCommand = async (session: Session, args: readonly string[]): Promise<ExitCode> => {
  const { io } = session
  const isJson = args.includes('--json')
  let command: string | undefined
  let meant: ExitCode = EXIT.done
  const exit = (code: ExitCode): void => {
    meant = code
  }
  const onBegin = (name: string): void => {
    command = name
  }
  try {
    await createProgram(session, { exit, onBegin, isJson }).parseAsync(args, { from: 'user' })
    if (io.signal.aborted && meant === EXIT.done) meant = EXIT.interrupted
  } catch (error) {
    meant = exitAfterError(session, error, isJson)
  }
  return exitAfterLoss(io, { command, isJson, meant })
}
