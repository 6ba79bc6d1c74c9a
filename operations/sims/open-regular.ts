import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** A file that is there to be read, and what it was when it was opened. */
export interface OpenFile {
  readonly handle: FileHandle
  readonly stats: Stats
}

/**
 * Opens a regular file to read it. What it is, is asked of what was opened: a name may mean another file a moment later.
 *
 * @returns undefined if it is something else; a pipe that nobody writes to is not waited for
 */
export const openRegular = async (path: string): Promise<OpenFile | undefined> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const stats = await handle.stat()
  if (stats.isFile()) return { handle, stats }
  await handle.close()
  return undefined
}
