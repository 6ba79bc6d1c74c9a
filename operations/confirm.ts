import { createInterface } from 'node:readline/promises'
import { printable } from '../domain/printable.ts'

export interface AskOptions {
  /** Is told of Ctrl-C, which is no signal to the process while a terminal is asked. */
  readonly onInterrupt?: () => void
  /** @default stdin */
  readonly input?: NodeJS.ReadableStream
  /** @default stderr */
  readonly output?: NodeJS.WritableStream
}

/** Asks at the terminal for a word that nobody types by accident; Ctrl-C and Ctrl-D are a no. */
export const askForWord = async (
  question: string,
  word: string,
  { onInterrupt = () => {}, input = process.stdin, output = process.stderr }: AskOptions = {},
): Promise<boolean> => {
  const terminal = createInterface({ input, output })
  const closed = new AbortController()
  terminal.once('SIGINT', () => {
    onInterrupt()
    terminal.close()
  })
  terminal.once('close', () => closed.abort())
  try {
    const asked = terminal.question(`${printable(question)} Type ${word} to go on: `, {
      signal: closed.signal,
    })
    return (await asked).trim() === word
  } catch (error) {
    if (!closed.signal.aborted) throw error
    return false
  } finally {
    terminal.close()
  }
}
