import { fileURLToPath } from 'node:url'
import { PortError } from './bind-port.ts'
import { busDecision } from './bus-decision.ts'
import { parseCommandLine, USAGE, UsageError } from './command-line.ts'
import { formatDecision, functionDecision, gatewayDecision, printable } from './decision-line.ts'
import { instructions } from './instructions.ts'
import type { FunctionLogLine } from './lambda/function-definition.ts'
import { DeploymentError } from './stack/deployment.ts'
import { FolderError } from './stack-folder.ts'
import { type LocalStackOptions, startLocalStack } from './start-local-stack.ts'
import { SynthesisError } from './synthesize.ts'

const showFunctionLog = ({ functionName, line }: FunctionLogLine): void => {
  const decision = functionDecision(line, new Date())
  console.log(
    decision === undefined ? `[${functionName}] ${printable(line)}` : formatDecision(decision),
  )
}

const REPEATED_SIGNAL_MILLISECONDS = 1000

const stopSignal = (): AbortSignal => {
  const stop = new AbortController()
  // Whoever read the output has gone, e.g. `| head`.
  process.stdout.on('error', () => stop.abort())
  let firstAt = Number.POSITIVE_INFINITY
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      // One Ctrl-C comes twice, from the terminal and from npm; a later one is from somebody who does not want to wait.
      if (Date.now() - firstAt > REPEATED_SIGNAL_MILLISECONDS) process.exit(1)
      firstAt = Math.min(firstAt, Date.now())
      stop.abort()
    })
  return stop.signal
}

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

const run = async (): Promise<void> => {
  const { help, ...commandLine } = parseCommandLine(process.argv.slice(2))
  if (help) {
    console.log(USAGE)
    return
  }
  const signal = stopSignal()
  const options: LocalStackOptions = {
    ...commandLine,
    appDirectory: fileURLToPath(new URL('..', import.meta.url)),
    searchPath: process.env.PATH ?? '',
    onProgress: console.log,
    onFunctionLog: showFunctionLog,
    onBusActivity: (activity) => console.log(formatDecision(busDecision(activity, new Date()))),
    onDecision: (decision) => console.log(formatDecision(gatewayDecision(decision))),
    signal,
  }
  try {
    const stack = await startLocalStack(options)
    console.log(instructions(stack.endpoints))
    console.log('ready')
    await whenAborted(signal)
    await stack.close()
  } catch (error) {
    // Whoever stopped the start does not want to read why it did not finish.
    if (!signal.aborted) throw error
  }
}

/** Failures whose message says all that there is to say. */
const EXPECTED_FAILURES = [FolderError, PortError, SynthesisError, DeploymentError]

try {
  await run()
  process.exit(0)
} catch (error) {
  if (error instanceof UsageError) {
    console.error(error.message)
    process.exit(2)
  }
  const isExpected = EXPECTED_FAILURES.some((kind) => error instanceof kind)
  console.error(isExpected && error instanceof Error ? error.message : error)
  process.exit(1)
}
