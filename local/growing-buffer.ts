const FIRST_CAPACITY = 4096

/** Collects bytes in one piece of memory: chunks kept apart would cost a sender's one byte a hundred of ours. */
export class GrowingBuffer {
  readonly #maxBytes: number
  #bytes = Buffer.alloc(0)
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get length(): number {
    return this.#length
  }

  /** What it holds of memory; never more than twice its length, nor than its maximum. */
  get capacity(): number {
    return this.#bytes.length
  }

  /** @returns false, and keeps nothing of the chunk, if there would be more than the maximum. */
  append(chunk: Uint8Array): boolean {
    const length = this.#length + chunk.length
    if (length > this.#maxBytes) return false
    if (length > this.#bytes.length) this.#grow(length)
    this.#bytes.set(chunk, this.#length)
    this.#length = length
    return true
  }

  /** The bytes so far, not copied. */
  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(length: number): void {
    const wanted = Math.max(length, 2 * this.#bytes.length, FIRST_CAPACITY)
    const larger = Buffer.allocUnsafeSlow(Math.min(wanted, this.#maxBytes))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
