import { type ChildProcess, spawn } from 'node:child_process'

export interface TiedProcess {
  readonly child: ChildProcess
  readonly isRunning: () => boolean
  /** Ends it and all that it started. */
  readonly stop: () => Promise<void>
}

export interface TiedProcessOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** File descriptor that takes what it prints. */
  readonly output: number
}

/**
 * A shell waits for the end of its input, which comes with the end of this process, whatever ends it: a signal that
 * cannot be caught too. Then, or when the program ends by itself, the whole process group goes.
 */
const UNTIL_INPUT_ENDS = '("$0"; kill -KILL 0) & read -r _; kill -KILL 0'

/** Starts a program in a process group of its own that never outlives this process. */
export const startTied = (
  program: string,
  { cwd, env, output }: TiedProcessOptions,
): TiedProcess => {
  const child = spawn('/bin/sh', ['-c', UNTIL_INPUT_ENDS, program], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', output, output],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    child,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.stdin?.end()
      await exited
    },
  }
}
