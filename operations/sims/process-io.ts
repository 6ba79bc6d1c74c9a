import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { askForWord } from '../confirm.ts'
import { EXIT } from './exit-codes.ts'
import type { Io } from './services.ts'

/** One Ctrl-C comes twice, from the terminal and from npm. */
const REPEATED_SIGNAL_MS = 1000

const createStop = (): AbortController => {
  const stop = new AbortController()
  let firstAt: number | undefined
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const now = Date.now()
      firstAt ??= now
      // A later one is from somebody who does not want to wait.
      if (now - firstAt > REPEATED_SIGNAL_MS) process.exit(EXIT.interrupted)
      stop.abort()
    })
  }
  return stop
}

const write = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** The process's own streams and signals. */
export const processIo = (): Io => {
  // Whoever read the output has gone, as `head` does when it has enough.
  process.stdout.on('error', () => process.exit(EXIT.done))
  const stop = createStop()
  const { signal } = stop
  return {
    write,
    print: (line) => write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    canAsk: process.stdin.isTTY === true,
    ask: (question, word) => askForWord(question, word, { onInterrupt: () => stop.abort() }),
    lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    ...(process.stderr.isTTY ? { terminal: process.stderr } : {}),
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
    signal,
  }
}
