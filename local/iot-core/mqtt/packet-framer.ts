/** The byte stream cannot be read any further; the connection has to end. */
export class FramingError extends Error {
  override readonly name = 'FramingError'
}

/** Bytes allocated for a packet before any of them came. */
const FIRST_ALLOCATION = 1024

interface Partial {
  readonly length: number
  bytes: Buffer
  filled: number
}

/**
 * Cuts a byte stream into whole MQTT packets. A packet's length is judged before its bytes are kept, and memory
 * grows with what came, not with what was announced.
 */
export class PacketFramer {
  readonly #allowedLength: (firstByte: number) => number
  #header: number[] = []
  #partial: Partial | undefined

  /** @param allowedLength the greatest whole length of a packet that starts with this byte; 0 if none may */
  constructor(allowedLength: (firstByte: number) => number) {
    this.#allowedLength = allowedLength
  }

  /** Hands over each packet that is now whole, until the callback wants no more; answers with what it has not read. */
  push(chunk: Buffer, onPacket: (packet: Buffer) => boolean): Buffer {
    let rest = chunk
    while (rest.length > 0) {
      rest = rest.subarray(this.#partial === undefined ? this.#readHeader(rest) : 0)
      const partial = this.#partial
      if (partial === undefined) break
      rest = fill(partial, rest)
      if (partial.filled < partial.length) break
      this.#partial = undefined
      if (!onPacket(partial.bytes.subarray(0, partial.length))) break
    }
    return rest
  }

  /** Returns how many bytes it took; the packet has begun once its length is known. */
  #readHeader(chunk: Buffer): number {
    for (const [index, byte] of chunk.entries()) {
      this.#header.push(byte)
      if (this.#header.length === 1) {
        if (this.#allowedLength(byte) === 0)
          throw new FramingError(`expected another packet type, got type ${byte >> 4}`)
      } else if (byte < 0x80) {
        this.#begin()
        return index + 1
      } else if (this.#header.length === 5) {
        // [MQTT-1.5.5-1]
        throw new FramingError('expected a remaining length of at most 4 bytes, got more')
      }
    }
    return chunk.length
  }

  #begin(): void {
    const [first = 0, ...lengthBytes] = this.#header
    const remaining = lengthBytes.reduce((sum, byte, i) => sum + (byte & 0x7f) * 128 ** i, 0)
    const length = this.#header.length + remaining
    const allowed = this.#allowedLength(first)
    if (length > allowed)
      throw new FramingError(`expected a packet of at most ${allowed} bytes, got ${length}`)
    const bytes = Buffer.allocUnsafe(Math.min(length, FIRST_ALLOCATION))
    bytes.set(this.#header)
    this.#partial = { length, bytes, filled: this.#header.length }
    this.#header = []
  }
}

const fill = (partial: Partial, chunk: Buffer): Buffer => {
  const taken = Math.min(chunk.length, partial.length - partial.filled)
  const needed = partial.filled + taken
  if (needed > partial.bytes.length) {
    const grown = Buffer.allocUnsafe(
      Math.min(partial.length, Math.max(needed, partial.bytes.length * 2)),
    )
    partial.bytes.copy(grown, 0, 0, partial.filled)
    partial.bytes = grown
  }
  chunk.copy(partial.bytes, partial.filled, 0, taken)
  partial.filled = needed
  return chunk.subarray(taken)
}
