import { type Clock, systemClock } from '../clock.ts'
import type { Authorizer } from '../control-plane/authorizer.ts'
import { AuthenticationRefusal } from './authentication-refusal.ts'
import type { AuthorizerEvent } from './authorizer-event.ts'

/** Thrown by an {@link InvokeFunction} whose function's resource policy refuses the caller. */
export class InvocationForbidden extends Error {
  override readonly name = 'InvocationForbidden'
}

/** On whose behalf a function is invoked: what the conditions of its resource policy are compared with. */
export interface InvocationSource {
  readonly principal: 'iot.amazonaws.com'
  readonly sourceArn: string
  readonly sourceAccount: string
  /** Aborted when the time limit is over. */
  readonly signal: AbortSignal
}

/** Invokes a Lambda function and resolves to its answer as parsed JSON; rejects with {@link InvocationForbidden}, or anything else if the function fails. */
export type InvokeFunction = (
  functionArn: string,
  event: AuthorizerEvent,
  source: InvocationSource,
) => Promise<unknown>

export interface InvocationOptions {
  readonly invoke: InvokeFunction
  /** AWS's limit for custom authorizers. @default 5000 */
  readonly timeLimitMs?: number
  /** @default the machine's clock */
  readonly clock?: Clock
}

const failure = ({ name, arn }: Authorizer, cause: unknown): AuthenticationRefusal => {
  if (cause instanceof AuthenticationRefusal) return cause
  if (cause instanceof InvocationForbidden) {
    const expected = `expected a Lambda permission for iot.amazonaws.com with source ${arn}`
    return new AuthenticationRefusal('AUTHORIZER_NOT_INVOCABLE', `${expected}, got none`, { cause })
  }
  // A function's own message may quote its event, and so the token; it stays in `cause`.
  const expected = `expected an answer from the Lambda of authorizer ${name}`
  return new AuthenticationRefusal('AUTHORIZER_FAILED', `${expected}, got an error`, { cause })
}

/** Invokes the Lambda of an authorizer within the time limit. */
export const invokeAuthorizer = async (
  authorizer: Authorizer,
  event: AuthorizerEvent,
  { invoke, timeLimitMs = 5000, clock = systemClock }: InvocationOptions,
): Promise<unknown> => {
  const abort = new AbortController()
  const source: InvocationSource = {
    principal: 'iot.amazonaws.com',
    sourceArn: authorizer.arn,
    sourceAccount: authorizer.arn.split(':')[4] ?? '',
    signal: abort.signal,
  }
  const timedOut = Promise.withResolvers<never>()
  const cancel = clock.schedule(timeLimitMs, () => {
    const expected = `expected an answer from the Lambda of authorizer ${authorizer.name}`
    timedOut.reject(
      new AuthenticationRefusal(
        'AUTHORIZER_TIMED_OUT',
        `${expected} in ${timeLimitMs} ms, got none`,
      ),
    )
    abort.abort()
  })
  try {
    return await Promise.race([timedOut.promise, invoke(authorizer.functionArn, event, source)])
  } catch (cause) {
    throw failure(authorizer, cause)
  } finally {
    cancel()
  }
}
