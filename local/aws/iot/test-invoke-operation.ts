import { z } from 'zod'
import type { TestInvokeAuthorizer } from '../../iot-core/authentication/test-invoke-authorizer.ts'
import type { AuthorizerRegistry } from '../../iot-core/control-plane/authorizer-registry.ts'
import { parseBody, type RestCall, type Route } from './rest-json.ts'

const LONGEST_MQTT_TEXT = 65_535
const LONGEST_HEADER = 8192

const body = z.object({
  token: z.string().min(1).max(6144).optional(),
  tokenSignature: z
    .string()
    .max(2560)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'expected standard base64')
    .optional(),
  httpContext: z
    .object({
      headers: z
        .record(z.string().min(1).max(LONGEST_HEADER), z.string().min(1).max(LONGEST_HEADER))
        .optional(),
      queryString: z.string().min(1).max(4096).optional(),
    })
    .optional(),
  mqttContext: z
    .object({
      username: z.string().min(1).max(LONGEST_MQTT_TEXT).optional(),
      password: z
        .base64()
        .max(Math.ceil(LONGEST_MQTT_TEXT / 3) * 4)
        .optional(),
      clientId: z.string().min(1).max(LONGEST_MQTT_TEXT).optional(),
    })
    .optional(),
  tlsContext: z.object({ serverName: z.string().min(1).max(253).optional() }).optional(),
})

const protocolDataOf = ({ httpContext, mqttContext, tlsContext }: z.infer<typeof body>) => {
  const serverName = tlsContext?.serverName
  return {
    ...(serverName === undefined ? {} : { tls: { serverName } }),
    ...(httpContext === undefined
      ? {}
      : { http: { ...httpContext, headers: httpContext.headers ?? {} } }),
    ...(mqttContext === undefined ? {} : { mqtt: mqttContext }),
  }
}

/** TestInvokeAuthorizer. */
export const testInvokeRoute = (
  registry: AuthorizerRegistry,
  testInvoke: TestInvokeAuthorizer,
): Route => ({
  method: 'POST',
  path: /^\/authorizer\/([^/]*)\/test$/,
  operate: async (call: RestCall) => {
    const authorizer = registry.describe(call.resource)
    const { token, tokenSignature, ...contexts } = parseBody(call, body)
    const protocolData = protocolDataOf(contexts)
    const result = await testInvoke(authorizer, { token, tokenSignature, protocolData })
    if (result === undefined) return { isAuthenticated: false }
    return {
      isAuthenticated: true,
      principalId: result.principalId,
      policyDocuments: result.policyTexts,
      refreshAfterInSeconds: result.refreshAfterInSeconds,
      disconnectAfterInSeconds: result.disconnectAfterInSeconds,
    }
  },
})
