import { randomUUID } from 'node:crypto'
import type { Authorizer } from '../control-plane/authorizer.ts'
import { IotError, type IotErrorCode } from '../control-plane/iot-error.ts'
import type { RefusalReason } from '../types.ts'
import { AuthenticationRefusal } from './authentication-refusal.ts'
import type { AuthorizerEvent, AuthorizerProtocolData } from './authorizer-event.ts'
import { type InvocationOptions, invokeAuthorizer } from './invoke-authorizer.ts'
import {
  type AuthorizerResult,
  type AuthorizerResultOptions,
  parseAuthorizerResult,
} from './parse-authorizer-result.ts'
import { requireSignature } from './require-signature.ts'

export interface TestInvocation {
  readonly token?: string
  readonly tokenSignature?: string
  readonly protocolData: AuthorizerProtocolData
}

export interface TestInvokeOptions extends InvocationOptions {
  readonly result?: AuthorizerResultOptions
}

/** Invokes an authorizer without a device; resolves to undefined if the Lambda does not authenticate. */
export type TestInvokeAuthorizer = (
  authorizer: Authorizer,
  invocation: TestInvocation,
) => Promise<AuthorizerResult | undefined>

const CALLERS_FAULT: ReadonlySet<RefusalReason> = new Set([
  'MALFORMED_CREDENTIALS',
  'TOKEN_MISSING',
  'SIGNATURE_MISSING',
  'SIGNATURE_INVALID',
])

const codeOf = (reason: RefusalReason): IotErrorCode =>
  CALLERS_FAULT.has(reason) ? 'InvalidRequestException' : 'InvalidResponseException'

const eventOf = (
  { token, protocolData }: TestInvocation,
  signatureVerified: boolean,
): AuthorizerEvent => {
  const protocols = (['tls', 'http', 'mqtt'] as const).filter(
    (protocol) => protocolData[protocol] !== undefined,
  )
  return {
    ...(token === undefined ? {} : { token }),
    signatureVerified,
    protocols,
    ...(protocols.length === 0 ? {} : { protocolData }),
    connectionMetadata: { id: randomUUID() },
  }
}

/** TestInvokeAuthorizer of the control plane; an INACTIVE authorizer can be tested before it is used. */
export const createTestInvokeAuthorizer =
  (options: TestInvokeOptions): TestInvokeAuthorizer =>
  async (authorizer, invocation) => {
    const { token, tokenSignature } = invocation
    try {
      const verified = requireSignature(authorizer, { token, signature: tokenSignature })
      const answer = await invokeAuthorizer(authorizer, eventOf(invocation, verified), options)
      return parseAuthorizerResult(answer, options.result)
    } catch (cause) {
      if (!(cause instanceof AuthenticationRefusal)) throw cause
      throw new IotError(codeOf(cause.reason), cause.message, { cause })
    }
  }
