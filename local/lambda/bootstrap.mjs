// Runs inside an execution environment. JavaScript, because type stripping would cost each environment
// 17 MB of memory and 30 ms of its cold start. Errors have the shape of Lambda's Node.js runtime.
// biome-ignore-all lint/style/noProcessEnv: the environment is how Lambda's own runtime is configured

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const taskRoot = process.env.LAMBDA_TASK_ROOT ?? ''
const handlerName = process.env._HANDLER ?? ''
const send = process.send?.bind(process)

if (send === undefined) throw new Error('expected to be started with a channel to its parent')

class RuntimeError extends Error {
  constructor(errorType, message) {
    super(message)
    this.name = errorType
  }
}

const describeError = (error) =>
  error instanceof Error
    ? {
        errorType: error.name,
        errorMessage: error.message,
        trace: String(error.stack ?? '').split('\n'),
      }
    : { errorType: typeof error, errorMessage: String(error), trace: [] }

const moduleFile = (modulePath) => {
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => join(taskRoot, modulePath + extension))
    .find((candidate) => existsSync(candidate))
  if (file === undefined)
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${modulePath}'`)
  return file
}

// `folder/file.export.member`: the module ends at the first dot after the last slash.
const loadHandler = async () => {
  const [, modulePath, exportPath] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(handlerName) ?? []
  if (modulePath === undefined || exportPath === undefined)
    throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler '${handlerName}'`)
  const loaded = await import(pathToFileURL(moduleFile(modulePath)).href)
  const found = (root) => exportPath.split('.').reduce((value, name) => value?.[name], root)
  const handler = found(loaded) ?? found(loaded.default)
  if (typeof handler !== 'function')
    throw new RuntimeError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`)
  return handler
}

const contextOf = ({ requestId, invokedFunctionArn, deadline }) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  awsRequestId: requestId,
  invokedFunctionArn,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

const serve = (handler) =>
  process.on('message', async (invocation) => {
    const { requestId } = invocation
    process.env._X_AMZN_TRACE_ID = invocation.traceId
    try {
      const result = await handler(JSON.parse(invocation.payload), contextOf(invocation))
      send({ kind: 'result', requestId, payload: JSON.stringify(result) ?? 'null' })
    } catch (error) {
      send({ kind: 'failure', requestId, error: describeError(error) })
    }
  })

// A terminal sends Ctrl-C to every process of the group; the parent alone decides when this one ends.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))

try {
  serve(await loadHandler())
  send({ kind: 'ready' })
} catch (error) {
  send({ kind: 'init-failure', error: describeError(error) })
}
