import { addAbortSignal } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { askForWord } from '../confirm.ts'
import { printable } from './describe-sim.ts'
import { EXIT } from './exit-codes.ts'
import { createOutput, type Output } from './output.ts'
import { readLines } from './read-lines.ts'
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

/** Whoever is told to stop must not wait for somebody who types. */
async function* untilAborted(
  input: NodeJS.ReadStream,
  signal: AbortSignal,
): AsyncGenerator<string> {
  try {
    yield* addAbortSignal(signal, input.setEncoding('utf8'))
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** The last to look at lines before a terminal does, whoever they quote. */
const toLines = (text: string): string => `${text.split('\n').map(printable).join('\n')}\n`

/** Stdout and stderr, and which of them broke first. */
const createOutputs = () => {
  const stdout = createOutput(process.stdout)
  const stderr = createOutput(process.stderr)
  const failureOf = (name: string, { failure }: Output) => {
    const error = failure()
    return error && { name, error }
  }
  return {
    write: stdout.write,
    print: (line: string) => stdout.write(toLines(line)),
    note: (line: string): void => void stderr.write(toLines(line)),
    settle: async (): Promise<void> => {
      await stdout.settle()
      await stderr.settle()
    },
    failure: () => failureOf('stdout', stdout) ?? failureOf('stderr', stderr),
  }
}

/** The process's own streams and signals. */
export const processIo = (): Io => {
  const outputs = createOutputs()
  const stop = createStop()
  const { signal } = stop
  return {
    ...outputs,
    canAsk: process.stdin.isTTY === true,
    ask: (question, word) => askForWord(question, word, { onInterrupt: () => stop.abort() }),
    lines: () => readLines(untilAborted(process.stdin, signal)),
    ...(process.stderr.isTTY ? { terminal: process.stderr } : {}),
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
    signal,
  }
}
