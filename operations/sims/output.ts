import { fstatSync, writeFileSync } from 'node:fs'
import type { WriteStream } from 'node:tty'

/** A stream of the process that does not stop a command when it breaks: the work is more than what is told of it. */
export interface Output {
  /** Resolves when it is taken, or dropped because the stream is broken. */
  readonly write: (text: string) => Promise<void>
  /** Resolves when all before is taken or dropped. */
  readonly settle: () => Promise<void>
  /** The first error, after which nothing more is written. */
  readonly failure: () => Error | undefined
}

const isFile = (fd: number): boolean => {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

/** Writes to standard output or standard error. */
export const createOutput = (stream: WriteStream & { readonly fd: number }): Output => {
  let failure: Error | undefined
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error))
  }
  stream.on('error', fail)
  const put = (text: string): Promise<void> =>
    new Promise((resolve) => {
      stream.write(text, (error) => {
        if (error) fail(error)
        resolve()
      })
    })
  // The stream of a file says nothing of a write that the disk took in part only.
  const putWhole = async (text: string): Promise<void> => {
    try {
      writeFileSync(stream.fd, text)
    } catch (error) {
      fail(error)
    }
  }
  const putNow = isFile(stream.fd) ? putWhole : put
  // They are taken in their order.
  let last: Promise<void> = Promise.resolve()
  return {
    write: async (text) => {
      if (failure !== undefined) return
      last = putNow(text)
      await last
    },
    settle: () => last,
    failure: () => failure,
  }
}
