import { addAbortSignal, Readable } from 'node:stream'
import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { DomainError } from '../../domain/errors.ts'
import type { InventoryListing, OperatorInventory } from '../../domain/inventory/ports.ts'
import { collectListing } from './collect-listing.ts'
import { readInventoryCsv } from './inventory-csv/read-inventory-csv.ts'

export interface CsvObject {
  readonly bucket: string
  readonly key: string
}

const DENIED = new Set(['AccessDenied', 'InvalidAccessKeyId', 'AllAccessDisabled', 'NoSuchBucket'])

/** S3 tells who may not list a bucket nothing else of an object that is not there. */
const orMissing = (name: string): string =>
  name === 'AccessDenied' ? `${name}, which is also said of an object that is not there` : name

const refusal = ({ bucket, key }: CsvObject, cause: unknown): DomainError => {
  const name = cause instanceof Error ? cause.name : typeof cause
  const isDenied = cause instanceof S3ServiceException && DENIED.has(name)
  return new DomainError(
    isDenied ? 'INVENTORY_DENIED' : 'INVENTORY_UNAVAILABLE',
    `expected the inventory in s3://${bucket}/${key}, got ${orMissing(name)}`,
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

const read = async (
  chunks: AsyncIterable<Uint8Array>,
  maxSims: number,
): Promise<InventoryListing> => {
  const { add, listing } = collectListing(maxSims)
  for await (const row of readInventoryCsv(chunks)) add('entry' in row ? row.entry : row)
  const { entries, unreadable } = listing()
  if (entries.length + unreadable.length > 0) return { entries, unreadable }
  throw new DomainError(
    'INVENTORY_MALFORMED',
    'expected SIMs below the header row, got none: look whether the file was cut',
  )
}

/**
 * The inventory as a CSV file in S3, with the columns that the import of a file knows.
 *
 * @param maxSims the most that fit into memory
 */
export const s3CsvInventory =
  (client: S3Client, object: CsvObject, maxSims: number) =>
  (signal: AbortSignal): OperatorInventory => ({
    list: async () => {
      try {
        return await read(await open(client, object, signal), maxSims)
      } catch (error) {
        throw error instanceof DomainError ? error : refusal(object, error)
      }
    },
  })
