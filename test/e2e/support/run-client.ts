import { type ChildProcess, spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { REPOSITORY } from './local-stack.ts'

export interface ClientExit {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningClient {
  readonly exited: Promise<ClientExit>
  /** Resolves once standard output or standard error holds the text. */
  readonly printed: (text: string) => Promise<void>
  readonly kill: (signal: NodeJS.Signals) => void
}

interface ClientOptions {
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>
}

const collect = (child: ChildProcess) => {
  const printed = { stdout: '', stderr: '' }
  const append = (name: 'stdout' | 'stderr') => (chunk: string) => {
    printed[name] += chunk
  }
  child.stdout?.setEncoding('utf8').on('data', append('stdout'))
  child.stderr?.setEncoding('utf8').on('data', append('stderr'))
  return printed
}

/** Starts a program as a user would, in the repository's root; it does not outlive its test. */
export const startClient = (
  command: string,
  args: readonly string[],
  { env = {} }: ClientOptions = {},
): RunningClient => {
  const child = spawn(command, args, {
    cwd: REPOSITORY,
    env: { ...process.env, ...env },
    // Its own process group, because a shell's children must end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  const exited = new Promise<ClientExit>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...output }))
  })
  onTestFinished(() => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    process.kill(-child.pid, 'SIGKILL')
  })
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (output.stdout.includes(text) || output.stderr.includes(text)) resolve()
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.once('close', () => reject(new Error(`expected "${text}", got ${output.stderr}`)))
      look()
    })
  return { exited, printed, kill: (signal) => void child.kill(signal) }
}

/** Runs a program to its end. */
export const runClient = (
  command: string,
  args: readonly string[],
  options?: ClientOptions,
): Promise<ClientExit> => startClient(command, args, options).exited
