import { randomBytes, randomUUID } from 'node:crypto'
import { createEnvironmentPool, type EnvironmentPool, TooManyWaiting } from './environment-pool.ts'
import { startExecutionEnvironment } from './execution-environment.ts'
import type {
  FunctionDefinition,
  FunctionSurroundings,
  OnFunctionLog,
} from './function-definition.ts'
import type { InvocationResult } from './invocation.ts'
import { type Caller, type InvokePermission, mayInvoke } from './resource-policy.ts'

export type LambdaErrorCode =
  | 'ResourceNotFoundException'
  | 'ResourceConflictException'
  | 'AccessDeniedException'
  | 'RequestTooLargeException'
  | 'TooManyRequestsException'

/** A call that Lambda refuses before a handler sees it; `code` is AWS's name for it. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError'
  readonly code: LambdaErrorCode
  constructor(code: LambdaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export interface InvokeRequest {
  /** A function's name or ARN. */
  readonly functionName: string
  readonly caller: Caller
  /** JSON. */
  readonly payload: string
  /** For the trace header; a new one by default. */
  readonly traceId?: string
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
}

export interface LambdaService {
  readonly createFunction: (definition: FunctionDefinition) => void
  readonly describe: (functionName: string) => FunctionDefinition
  readonly addPermission: (functionName: string, permission: InvokePermission) => void
  readonly invoke: (request: InvokeRequest) => Promise<InvocationResult>
  /** Frees the memory of a function that nobody is expected to call soon. */
  readonly retire: (functionName: string) => Promise<void>
  readonly close: () => Promise<void>
}

export interface LambdaOptions extends FunctionSurroundings {
  readonly onLog: OnFunctionLog
  /** Events that one function may handle at a time. @default 2 */
  readonly maxEnvironments?: number
  /** Events of one function that may wait; Lambda's throttling refuses more. @default 500 */
  readonly maxWaiting?: number
  /** How long a second environment may be idle. @default 30 seconds */
  readonly idleMilliseconds?: number
}

interface DeployedFunction {
  readonly definition: FunctionDefinition
  readonly permissions: InvokePermission[]
  readonly pool: EnvironmentPool
}

/** Lambda's quota for the payload of a synchronous invocation. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024

const newTraceId = (): string =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Sampled=0`

const bareName = (nameOrArn: string): string =>
  /^arn:[^:]+:lambda:[^:]+:\d+:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn

/** The functions of one account and Region. */
export const createLambdaService = (options: LambdaOptions): LambdaService => {
  const functions = new Map<string, DeployedFunction>()

  const find = (nameOrArn: string): DeployedFunction => {
    const found = functions.get(bareName(nameOrArn))
    if (found === undefined)
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${nameOrArn}`)
    return found
  }

  const createFunction = (definition: FunctionDefinition): void => {
    if (functions.has(definition.functionName))
      throw new LambdaError(
        'ResourceConflictException',
        `Function already exist: ${definition.functionName}`,
      )
    const pool = createEnvironmentPool({
      start: () => startExecutionEnvironment(definition, options, options.onLog),
      maxEnvironments: options.maxEnvironments ?? 2,
      maxWaiting: options.maxWaiting ?? 500,
      idleMilliseconds: options.idleMilliseconds ?? 30_000,
    })
    functions.set(definition.functionName, { definition, permissions: [], pool })
  }

  const invoke = async (request: InvokeRequest): Promise<InvocationResult> => {
    const { definition, permissions, pool } = find(request.functionName)
    if (!mayInvoke(permissions, request.caller))
      throw new LambdaError(
        'AccessDeniedException',
        `expected a permission for the caller to invoke ${definition.functionName}, got none`,
      )
    if (Buffer.byteLength(request.payload) > MAX_PAYLOAD_BYTES)
      throw new LambdaError(
        'RequestTooLargeException',
        `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation`,
      )
    const { payload, traceId = newTraceId(), signal } = request
    try {
      return await pool.invoke({ requestId: randomUUID(), payload, traceId }, signal)
    } catch (error) {
      if (!(error instanceof TooManyWaiting)) throw error
      throw new LambdaError('TooManyRequestsException', 'Rate Exceeded.', { cause: error })
    }
  }

  return {
    createFunction,
    describe: (functionName) => find(functionName).definition,
    addPermission: (functionName, permission) => {
      find(functionName).permissions.push(permission)
    },
    invoke,
    retire: (functionName) => find(functionName).pool.retire(),
    close: async () => {
      await Promise.all([...functions.values()].map(({ pool }) => pool.close()))
    },
  }
}
