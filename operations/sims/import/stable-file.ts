import { createReadStream, type Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DomainError } from '../../../domain/errors.ts'
import type { IccidForm } from '../../../lambdas/adapters/inventory-csv/columns.ts'
import { UsageError } from '../usage-error.ts'
import type { InventoryFile } from './inventory-file.ts'

export interface StableFile extends InventoryFile {
  /** In bytes. */
  readonly size: number
}

const find = async (path: string): Promise<Stats> => {
  const found = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`expected a file that can be read, got ${path}`, { cause })
  })
  if (found.isFile()) return found
  throw new UsageError(`expected a regular file, got ${path}`)
}

const isSame = (one: Stats, other: Stats): boolean =>
  one.dev === other.dev &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeMs === other.mtimeMs

/** The file is read up to three times: what is written to it meanwhile was never looked at. */
const refuseOtherVersion = (first: Stats, now: Stats): void => {
  if (isSame(first, now)) return
  throw new DomainError(
    'INVENTORY_UNSTABLE',
    `expected a file that nobody writes while it is imported, got a change at ${now.mtime.toISOString()}`,
  )
}

/**
 * A file that is refused from the first change on.
 *
 * @throws UsageError unless it is a regular file
 */
export const stableFile = async (path: string, iccidForm: IccidForm): Promise<StableFile> => {
  const first = await find(path)
  async function* open(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path)) {
      // After each chunk was read and before it is used.
      refuseOtherVersion(first, await find(path))
      yield chunk
    }
    refuseOtherVersion(first, await find(path))
  }
  return { open, size: first.size, iccidForm }
}
