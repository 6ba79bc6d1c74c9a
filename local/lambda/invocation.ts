/** An event on its way to a handler. */
export interface Invocation {
  readonly requestId: string
  /** JSON. */
  readonly payload: string
  readonly traceId: string
}

/** What an invocation answers; a failed one holds the error object as its payload, as Lambda does. */
export interface InvocationResult {
  readonly requestId: string
  readonly functionError?: 'Unhandled'
  /** JSON. */
  readonly payload: string
}

export interface FunctionErrorPayload {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

/** The result of an invocation whose handler or environment failed. */
export const failedInvocation = (
  requestId: string,
  error: FunctionErrorPayload,
): InvocationResult => ({
  requestId,
  functionError: 'Unhandled',
  payload: JSON.stringify(error),
})

/** Lambda kills the environment of a handler that takes longer than its function's timeout. */
export const timedOut = (requestId: string, timeoutSeconds: number): FunctionErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
})

/** The environment ended before its handler answered. */
export const exited = (requestId: string, how: string): FunctionErrorPayload => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
})
