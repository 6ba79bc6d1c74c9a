import type { Readable } from 'node:stream'

/** Bytes allocated before any of the body came. */
const FIRST_ALLOCATION = 1024

/** The whole body; undefined as soon as it is longer than allowed. Memory grows with its bytes, however small the chunks. */
export const readBody = async (body: Readable, limit: number): Promise<Buffer | undefined> => {
  let bytes: Buffer = Buffer.allocUnsafe(Math.min(limit, FIRST_ALLOCATION))
  let length = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue
    const needed = length + chunk.length
    if (needed > limit) return undefined
    if (needed > bytes.length) bytes = grow(bytes, needed, limit)
    chunk.copy(bytes, length)
    length = needed
  }
  // A copy, so that a small body keeps no large allocation.
  return Buffer.from(bytes.subarray(0, length))
}

const grow = (bytes: Buffer, needed: number, limit: number): Buffer => {
  const grown = Buffer.allocUnsafe(Math.min(limit, Math.max(needed, 2 * bytes.length)))
  bytes.copy(grown)
  return grown
}
