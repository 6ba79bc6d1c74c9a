import type { AuthorizerEvent } from '../../../../../local/iot-core/authentication/authorizer-event.ts'
import {
  type CustomAuthenticationOptions,
  createCustomAuthentication,
} from '../../../../../local/iot-core/authentication/custom-authentication.ts'
import type { InvocationSource } from '../../../../../local/iot-core/authentication/invoke-authorizer.ts'
import { AuthorizerRegistry } from '../../../../../local/iot-core/control-plane/authorizer-registry.ts'
import type { ConnectionContext } from '../../../../../local/iot-core/types.ts'
import { createTokenSigner } from './token-signing.ts'

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer'
export const ARN_PREFIX = 'arn:aws:iot:eu-west-1:123456789012'
export const TOKEN = 'header.payload.signature'
export const signer = createTokenSigner()
export const SIGNATURE = signer.sign(TOKEN)

export const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: `${ARN_PREFIX}:client/dev` }],
}

export const admission = {
  isAuthenticated: true,
  principalId: 'dev',
  policyDocuments: [policy],
  refreshAfterInSeconds: 300,
  disconnectAfterInSeconds: 86_400,
}

export interface Invocation {
  readonly functionArn: string
  readonly event: AuthorizerEvent
  readonly source: InvocationSource
}

const createRegistry = (): AuthorizerRegistry => {
  const registry = new AuthorizerRegistry({ arnPrefix: ARN_PREFIX, defaultStatus: 'ACTIVE' })
  const creation = {
    authorizerFunctionArn: FUNCTION_ARN,
    tokenKeyName: 'token',
    tokenSigningPublicKeys: { live: signer.publicKey },
  }
  registry.create('sim', creation)
  registry.create('cached', { ...creation, enableCachingForHttp: true })
  registry.create('inactive', { ...creation, status: 'INACTIVE' })
  registry.create('unsigned', { authorizerFunctionArn: FUNCTION_ARN, signingDisabled: true })
  registry.create('unsigned-token', { ...creation, signingDisabled: true })
  return registry
}

/** Custom authentication over a registry of its own and a Lambda that gives one answer and remembers its invocations. */
export const createAuthentication = (
  answer: unknown = admission,
  options: Partial<CustomAuthenticationOptions> = {},
) => {
  const registry = createRegistry()
  const invocations: Invocation[] = []
  const authenticate = createCustomAuthentication({
    authorizers: registry,
    invoke: async (functionArn, event, source) => {
      invocations.push({ functionArn, event, source })
      return answer
    },
    ...options,
  })
  return { registry, invocations, authenticate }
}

export const parametersOf = ({ name = 'sim', token = TOKEN, signature = SIGNATURE } = {}): string =>
  new URLSearchParams({
    'x-amz-customauthorizer-name': name,
    'x-amz-customauthorizer-signature': signature,
    token,
  }).toString()

export const mqttContext = (username?: string, more: object = {}): ConnectionContext => ({
  connectionId: '2fa1742f-78c1-4ef6-9300-5ee15552d855',
  sourceIp: '10.0.0.7',
  sourcePort: 50000,
  serverName: 'localhost',
  mqtt: { ...(username === undefined ? {} : { username }), clientId: 'dev', ...more },
})

export const httpContext = (
  headers: Readonly<Record<string, string>>,
  queryString = '',
): ConnectionContext => ({
  connectionId: '2fa1742f-78c1-4ef6-9300-5ee15552d855',
  sourceIp: '10.0.0.7',
  sourcePort: 50000,
  http: { headers, queryString },
})
