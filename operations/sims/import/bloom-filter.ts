/** 2^27 bits, 16 MiB: of 2,000,000 keys not one in a million is suspected wrongly, of 20,000,000 one in thirty. */
const BITS = 2 ** 27
const MASK = BITS - 1
const PROBES = 7

/** Two hashes of a short ASCII key in one go: FNV-1a, and one that multiplies as MurmurHash does. */
const hash = (key: string): readonly [number, number] => {
  let first = 0x811c9dc5
  let second = 0x9747b28c
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at)
    first = Math.imul(first ^ unit, 0x01000193)
    second = Math.imul(second ^ unit, 0xcc9e2d51)
    second = (second << 15) | (second >>> 17)
  }
  // FNV mixes its lower bits only: the upper ones have to take part.
  return [first ^ (first >>> 15), (second ^ (second >>> 13)) | 1]
}

/** A set of fixed size that never denies a member, and seldom claims one that it does not have (B. H. Bloom, 1970). */
export class BloomFilter {
  readonly #bytes = new Uint8Array(BITS / 8)

  /** @returns whether the key was there already, or seems so */
  add(key: string): boolean {
    const [first, second] = hash(key)
    let wasThere = true
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (first + Math.imul(probe, second)) & MASK
      const byte = this.#bytes[bit >>> 3] ?? 0
      const flag = 1 << (bit & 7)
      if ((byte & flag) !== 0) continue
      wasThere = false
      this.#bytes[bit >>> 3] = byte | flag
    }
    return wasThere
  }

  /** Whether the key was added, or seems so. */
  has(key: string): boolean {
    const [first, second] = hash(key)
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (first + Math.imul(probe, second)) & MASK
      if (((this.#bytes[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
    }
    return true
  }
}
