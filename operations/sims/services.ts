import type { InventoryContext } from '../../domain/inventory/ports.ts'
import type { Checkpoints } from './import/checkpoint.ts'
import type { TargetFlags } from './target.ts'

/** A deployment, as the commands work with it. */
export interface Services {
  readonly ctx: InventoryContext
  readonly checkpoints: Checkpoints
  /** What it is called where people are asked. */
  readonly deployment: string
  /** Runs the sync function and waits for its answer, which is JSON. */
  readonly invokeSync: (event: Readonly<Record<string, unknown>>) => Promise<string>
}

/** Where a command reads and writes. What is written to a stream that broke is dropped, and the command goes on. */
export interface Io {
  /** Writes a line to stdout; resolves when it is taken. */
  readonly print: (line: string) => Promise<void>
  /** Writes text to stdout as it is. */
  readonly write: (text: string) => Promise<void>
  /** A line on stderr, for people. */
  readonly note: (line: string) => void
  /** Resolves when all that was written is taken. */
  readonly settle: () => Promise<void>
  /** The stream that broke, if one did: what only looks may stop then. */
  readonly failure: () => { readonly name: string; readonly error: Error } | undefined
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  readonly ask: (question: string, word: string) => Promise<boolean>
  /** Lines of stdin. */
  readonly lines: () => AsyncIterable<string>
  /** For progress bars, if a terminal is there to show them. */
  readonly terminal?: NodeJS.WriteStream
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** Ctrl-C. */
  readonly signal: AbortSignal
}

/** What every command knows. */
export interface Session {
  readonly io: Io
  readonly open: (flags: TargetFlags) => Promise<Services>
}
