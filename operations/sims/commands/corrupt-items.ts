import type { OnCorrupt } from '../../../domain/inventory/ports.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { noteError } from '../note-error.ts'
import type { Io } from '../services.ts'

export interface CorruptItems {
  readonly onCorrupt: OnCorrupt
  readonly exitCode: () => ExitCode
}

/** Tells of each item that cannot be read, while the command goes on with the others. */
export const tellCorruptItems = (io: Io, isJson: boolean): CorruptItems => {
  let count = 0
  return {
    onCorrupt: ({ error }) => {
      count += 1
      noteError(io, error, isJson)
    },
    exitCode: () => (count === 0 ? EXIT.done : EXIT.partial),
  }
}
