import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type {
  FunctionDefinition,
  FunctionSurroundings,
  OnFunctionLog,
} from './function-definition.ts'
import { functionEnvironment } from './function-environment.ts'
import {
  exited,
  type FunctionErrorPayload,
  failedInvocation,
  type Invocation,
  type InvocationResult,
  timedOut,
} from './invocation.ts'

/** Lambda allows the initialization 10 seconds. */
const INITIALIZATION_TIMEOUT_MS = 10_000

type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failure'; readonly error: FunctionErrorPayload }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'failure'; readonly requestId: string; readonly error: FunctionErrorPayload }

/** One process that runs one function's handler, one event at a time. */
export interface ExecutionEnvironment {
  readonly invoke: (invocation: Invocation) => Promise<InvocationResult>
  readonly isAlive: () => boolean
  /** Ends the process and settles when it is gone. */
  readonly stop: () => Promise<void>
}

const forkProcess = (
  definition: FunctionDefinition,
  surroundings: FunctionSurroundings,
): ChildProcess =>
  fork(fileURLToPath(new URL('bootstrap.mjs', import.meta.url)), [], {
    cwd: definition.taskRoot,
    env: { ...functionEnvironment(definition, surroundings) },
    // Node's own heap takes about a tenth of a function's memory on top of what this limits.
    execArgv: [`--max-old-space-size=${Math.ceil(definition.memorySizeInMegabytes * 0.9)}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** In place of an environment whose process the system would not start. */
const failedEnvironment = (cause: unknown): ExecutionEnvironment => ({
  invoke: async ({ requestId }) =>
    failedInvocation(requestId, exited('initialization', messageOf(cause))),
  isAlive: () => false,
  stop: async () => {},
})

/** A process that ran out of descriptors while it started has no streams. */
const forwardLines = (
  stream: Readable | null | undefined,
  onLine: (line: string) => void,
): void => {
  if (stream === null || stream === undefined) return
  // Its lines end with it; that the process is in trouble is told by its exit.
  createInterface({ input: stream })
    .on('line', onLine)
    .on('error', () => {})
}

/** Starts the process of an execution environment; its initialization goes on while the first event waits. */
export const startExecutionEnvironment = (
  definition: FunctionDefinition,
  surroundings: FunctionSurroundings,
  onLog: OnFunctionLog,
): ExecutionEnvironment => {
  try {
    return serveFrom(forkProcess(definition, surroundings), definition, onLog)
  } catch (error) {
    return failedEnvironment(error)
  }
}

const serveFrom = (
  child: ChildProcess,
  { functionName, functionArn, timeoutSeconds }: FunctionDefinition,
  onLog: OnFunctionLog,
): ExecutionEnvironment => {
  let alive = true
  let onReport: (report: Report) => void = () => {}
  let onExit: (how: string) => void = () => {}
  const gone = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      alive = false
      onExit(how)
      resolve()
    }
    child.once('exit', (code, signal) => end(signal ? `signal: ${signal}` : `exit status ${code}`))
    child.on('error', (error) => end(error.message))
  })
  child.on('message', (report: Report) => onReport(report))
  forwardLines(child.stdout, (line) => onLog({ functionName, stream: 'stdout', line }))
  forwardLines(child.stderr, (line) => onLog({ functionName, stream: 'stderr', line }))

  const initialized = new Promise<FunctionErrorPayload | undefined>((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      resolve({
        errorType: 'Sandbox.Timedout',
        errorMessage: `initialization took longer than ${INITIALIZATION_TIMEOUT_MS / 1000} seconds`,
      })
    }, INITIALIZATION_TIMEOUT_MS)
    const settle = (error?: FunctionErrorPayload): void => {
      clearTimeout(timer)
      resolve(error)
    }
    onReport = (report) => settle(report.kind === 'init-failure' ? report.error : undefined)
    onExit = (how) => settle(exited('initialization', how))
  })

  const run = (invocation: Invocation): Promise<InvocationResult> =>
    new Promise((resolve) => {
      const { requestId } = invocation
      const timer = setTimeout(() => {
        alive = false
        child.kill('SIGKILL')
        resolve(failedInvocation(requestId, timedOut(requestId, timeoutSeconds)))
      }, timeoutSeconds * 1000)
      const settle = (result: InvocationResult): void => {
        clearTimeout(timer)
        resolve(result)
      }
      onReport = (report) => {
        if (report.kind === 'result') settle({ requestId, payload: report.payload })
        if (report.kind === 'failure') settle(failedInvocation(requestId, report.error))
      }
      onExit = (how) => settle(failedInvocation(requestId, exited(requestId, how)))
      const deadline = Date.now() + timeoutSeconds * 1000
      child.send({ ...invocation, invokedFunctionArn: functionArn, deadline }, (error) => {
        if (error !== null) onExit(error.message)
      })
    })

  return {
    invoke: async (invocation) => {
      const failure = await initialized
      if (failure === undefined) return run(invocation)
      alive = false
      child.kill('SIGKILL')
      return failedInvocation(invocation.requestId, failure)
    },
    isAlive: () => alive,
    stop: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
