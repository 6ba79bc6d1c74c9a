import { CommandError } from './command-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { noteError } from './note-error.ts'
import type { Io } from './services.ts'

/** Their work is what they write; the others go on without anybody who reads. */
const LOOKING: readonly (string | undefined)[] = ['list', 'show', 'export', undefined]

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name

/**
 * What a command exits with whose output did not take all that was told.
 *
 * @param command undefined where none began
 * @param meant what it would exit with otherwise
 */
export const exitAfterLoss = async (
  io: Io,
  { command, isJson, meant }: { command: string | undefined; isJson: boolean; meant: ExitCode },
): Promise<ExitCode> => {
  await io.settle()
  const failure = io.failure()
  if (failure === undefined) return meant
  const code = codeOf(failure.error)
  const isLooking = LOOKING.includes(command)
  // As `head` leaves when it has enough.
  if (!isLooking || code !== 'EPIPE') {
    const consequence = isLooking ? 'it is not whole' : 'the command went on to its end without it'
    const message = `expected ${failure.name} to take what is written, got ${code}: ${consequence}`
    noteError(io, new CommandError('FILE_UNWRITABLE', message), isJson)
  }
  return meant === EXIT.done || meant === EXIT.partial ? EXIT.failed : meant
}
