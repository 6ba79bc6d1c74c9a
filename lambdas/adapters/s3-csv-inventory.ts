import { addAbortSignal, Readable } from 'node:stream'
import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { DomainError } from '../../domain/errors.ts'
import type { InventoryEntry } from '../../domain/inventory/inventory-entry.ts'
import type {
  InventoryListing,
  OperatorInventory,
  UnreadableEntry,
} from '../../domain/inventory/ports.ts'
import { readInventoryCsv } from './inventory-csv/read-inventory-csv.ts'

export interface CsvObject {
  readonly bucket: string
  readonly key: string
}

const DENIED = new Set(['AccessDenied', 'InvalidAccessKeyId', 'AllAccessDisabled', 'NoSuchBucket'])

const refusal = ({ bucket, key }: CsvObject, cause: unknown): DomainError => {
  const name = cause instanceof Error ? cause.name : typeof cause
  const isDenied = cause instanceof S3ServiceException && DENIED.has(name)
  return new DomainError(
    isDenied ? 'INVENTORY_DENIED' : 'INVENTORY_UNAVAILABLE',
    `expected the inventory in s3://${bucket}/${key}, got ${name}`,
    { cause },
  )
}

const open = async (
  client: S3Client,
  { bucket, key }: CsvObject,
  signal: AbortSignal,
): Promise<Readable> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
    abortSignal: signal,
  })
  if (!(Body instanceof Readable)) throw new Error('expected a stream from S3, got none')
  return addAbortSignal(signal, Body)
}

const read = async (chunks: AsyncIterable<Uint8Array>): Promise<InventoryListing> => {
  const entries: InventoryEntry[] = []
  const unreadable: UnreadableEntry[] = []
  for await (const row of readInventoryCsv(chunks)) {
    if ('entry' in row) entries.push(row.entry)
    else unreadable.push(row)
  }
  return { entries, unreadable }
}

/** The inventory as a CSV file in S3, with the columns that the import of a file knows. */
export const s3CsvInventory =
  (client: S3Client, object: CsvObject) =>
  (signal: AbortSignal): OperatorInventory => ({
    list: async () => {
      try {
        return await read(await open(client, object, signal))
      } catch (error) {
        throw error instanceof DomainError ? error : refusal(object, error)
      }
    },
  })
