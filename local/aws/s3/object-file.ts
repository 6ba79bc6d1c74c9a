import { type FileHandle, open, realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** What the system says of a path that leads to no file. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE']

const unlessAbsent = async <Value>(found: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await found
  } catch (error) {
    if (ABSENT.includes(String(codeOf(error)))) return undefined
    throw error
  }
}

/** The folder of a bucket; a name that leads elsewhere has none. */
export const bucketFolder = async (root: string, bucket: string): Promise<string | undefined> => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return undefined
  return unlessAbsent(realpath(resolve(root, bucket)))
}

/** Opens the file of an object; a key that leads out of the bucket's folder, by dots or by links, is of no object. */
export const openObject = async (folder: string, key: string): Promise<FileHandle | undefined> => {
  if (key === '' || key.split('/').some((part) => ['', '.', '..'].includes(part))) return undefined
  const file = await unlessAbsent(realpath(resolve(folder, key)))
  if (file?.startsWith(`${folder}${sep}`) !== true) return undefined
  const handle = await unlessAbsent(open(file))
  if (handle === undefined || (await handle.stat()).isFile()) return handle
  await handle.close()
  return undefined
}
