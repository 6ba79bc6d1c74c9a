import type { Stats } from 'node:fs'
import { DomainError } from '../../../domain/errors.ts'
import type { IccidForm } from '../../../lambdas/adapters/inventory-csv/columns.ts'
import { type OpenFile, openRegular } from '../open-regular.ts'
import { UsageError } from '../usage-error.ts'
import type { InventoryFile } from './inventory-file.ts'

export interface StableFile extends InventoryFile {
  /** In bytes. */
  readonly size: number
}

const find = async (path: string): Promise<OpenFile> => {
  const found = await openRegular(path).catch((cause: unknown) => {
    throw new UsageError(`expected a file that can be read, got ${path}`, { cause })
  })
  if (found !== undefined) return found
  throw new UsageError(`expected a regular file, got ${path}`)
}

const isSame = (one: Stats, other: Stats): boolean =>
  one.dev === other.dev &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeMs === other.mtimeMs &&
  // Nobody can set it back.
  one.ctimeMs === other.ctimeMs

/** The file is read up to three times: what is written to it meanwhile was never looked at. */
const refuseOtherVersion = (first: Stats, now: Stats): void => {
  if (isSame(first, now)) return
  throw new DomainError(
    'INVENTORY_UNSTABLE',
    `expected a file that nobody writes while it is imported, got a change at ${now.ctime.toISOString()}`,
  )
}

/**
 * A file that is refused from the first change on.
 *
 * @throws UsageError unless it is a regular file
 */
export const stableFile = async (path: string, iccidForm: IccidForm): Promise<StableFile> => {
  const { handle, stats: first } = await find(path)
  await handle.close()
  async function* open(): AsyncGenerator<Uint8Array> {
    const { handle, stats } = await find(path)
    try {
      refuseOtherVersion(first, stats)
      for await (const chunk of handle.createReadStream({ autoClose: false })) {
        // After each chunk was read and before it is used.
        refuseOtherVersion(first, await handle.stat())
        yield chunk
      }
      refuseOtherVersion(first, await handle.stat())
    } finally {
      await handle.close()
    }
  }
  return { open, size: first.size, iccidForm }
}
