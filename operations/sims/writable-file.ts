import { open } from 'node:fs/promises'
import { CommandError } from './command-error.ts'
import { UsageError } from './usage-error.ts'

/** Fewer and larger writes; in characters. */
const KEPT_BACK = 16_384

/** A file that is written from its beginning. */
export interface WritableFile {
  /** @throws CommandError FILE_UNWRITABLE, also for what was written before */
  readonly write: (text: string) => Promise<void>
  /** Resolves when all is written. */
  readonly close: () => Promise<void>
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)

/**
 * Opens a file for SIMs, which are nobody else's business: a new one is its owner's only.
 *
 * @throws UsageError when it cannot be opened
 */
export const openWritable = async (path: string): Promise<WritableFile> => {
  const file = await open(path, 'w', 0o600).catch((cause: unknown) => {
    throw new UsageError(`expected a file that can be written, got ${path}: ${reasonOf(cause)}`, {
      cause,
    })
  })
  let text = ''
  let isNew = true
  const flush = async (): Promise<void> => {
    const writing = text
    text = ''
    try {
      await file.appendFile(writing)
    } catch (cause) {
      throw new CommandError(
        'FILE_UNWRITABLE',
        `expected ${path} to take what is written, got ${reasonOf(cause)}`,
        { cause },
      )
    }
  }
  return {
    write: async (more) => {
      text += more
      // A full disk shows before the work begins.
      if (isNew || text.length >= KEPT_BACK) await flush()
      isNew = false
    },
    close: async () => {
      try {
        await flush()
      } finally {
        await file.close()
      }
    },
  }
}
