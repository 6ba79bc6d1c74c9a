/** Why a command could not begin, or could not write what it was told to. */
export type CommandErrorCode =
  | 'REGION_UNKNOWN'
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_REFUSED'
  | 'ACCESS_DENIED'
  | 'AWS_UNREACHABLE'
  | 'STACK_UNKNOWN'
  | 'STACK_OUTDATED'
  | 'LOCAL_STACK_UNKNOWN'
  | 'SYNC_FUNCTION_MISSING'
  | 'FILE_UNWRITABLE'

/** A failure of the command itself, with a code that scripts may go by; the message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: CommandErrorCode

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
