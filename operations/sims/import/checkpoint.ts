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
/** Clocks of two machines differ. One of another future would never be too old. */
const EARLIEST_MS = -60_000

export interface Usage {
  readonly options: string
  /** Of the last row of the file. */
  readonly lastLine: number
  /** In milliseconds since 1970. */
  readonly now: number
}

/** Whether an import may go on there: the table may have been written by others. */
export const isUsable = (
  { line, at, options }: Checkpoint,
  { lastLine, now, ...usage }: Usage,
): boolean => {
  const age = now - at
  const isRecent = age >= EARLIEST_MS && age < USABLE_FOR_MS
  return options === usage.options && isRecent && line > 0 && line <= lastLine
}
