/** How far an import of one file came. */
export interface Checkpoint {
  /** All rows up to this line are done. */
  readonly line: number
  /** In milliseconds since 1970. */
  readonly at: number
  /** Options that decide what a row does: an import with others starts at the beginning. */
  readonly options: string
}

/** Remembers how far imports came, by the SHA-256 of their file. */
export interface Checkpoints {
  find(sha256: string): Promise<Checkpoint | undefined>
  put(sha256: string, checkpoint: Checkpoint): Promise<void>
  remove(sha256: string): Promise<void>
}

/** The inventory may have moved on since an older one. */
const USABLE_FOR_MS = 24 * 3600 * 1000

export const isUsable = (checkpoint: Checkpoint, options: string, now: number): boolean =>
  checkpoint.options === options && now - checkpoint.at < USABLE_FOR_MS
