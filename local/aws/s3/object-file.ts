import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** What the system says of a path that leads to no file; ENXIO is of a socket. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'ERR_INVALID_ARG_VALUE']

/** A FIFO without a writer would block a thread of libuv's pool, and four of them every file access of the process. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

const unlessAbsent = async <Value>(found: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await found
  } catch (error) {
    if (ABSENT.includes(String(codeOf(error)))) return undefined
    throw error
  }
}

/** The folder of a bucket; a name that leads elsewhere, by dots or by a link, has none. */
export const bucketFolder = async (root: string, bucket: string): Promise<string | undefined> => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return undefined
  const folder = await unlessAbsent(realpath(resolve(root, bucket)))
  if (folder === undefined) return undefined
  return folder === join(await realpath(root), bucket) ? folder : undefined
}

/**
 * Opens the file of an object. A key that leads out of the bucket's folder, by dots or by links, is of no object, and
 * so is one of anything but a regular file.
 */
export const openObject = async (folder: string, key: string): Promise<FileHandle | undefined> => {
  if (key === '' || key.split('/').some((part) => ['', '.', '..'].includes(part))) return undefined
  const file = await unlessAbsent(realpath(resolve(folder, key)))
  if (file?.startsWith(`${folder}${sep}`) !== true) return undefined
  const handle = await unlessAbsent(open(file, WITHOUT_WAITING))
  if (handle === undefined || (await handle.stat()).isFile()) return handle
  await handle.close()
  return undefined
}
