import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of `--dir` cannot be used; the message says why and what to do. */
export class FolderError extends Error {
  override readonly name = 'FolderError'
}

const LOCK_FILE = 'pid'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const readPid = async (file: string): Promise<number | undefined> => {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
}

const usable = async <T>(directory: string, action: () => Promise<T>): Promise<T> => {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new FolderError(
      `expected ${directory} to be a folder that this user can write to, got ${error.code}: choose another with --dir`,
      { cause: error },
    )
  }
}

/**
 * Takes the folder for this process, so that a second stack does not write over the files of a live one.
 *
 * @returns what gives it back
 * @throws FolderError
 */
export const claimFolder = (directory: string, ownPid: number): Promise<() => Promise<void>> =>
  usable(directory, async () => {
    await mkdir(directory, { recursive: true })
    const lock = join(directory, LOCK_FILE)
    const pid = await readPid(lock)
    if (pid !== undefined && pid !== ownPid && isAlive(pid))
      throw new FolderError(
        `expected ${directory} to be free, got the stack of process ${pid}: stop it or choose another folder with --dir`,
      )
    await writeFile(lock, `${ownPid}\n`)
    return () => rm(lock, { force: true })
  })
