import { type IoTClient, TestInvokeAuthorizerCommand } from '@aws-sdk/client-iot'
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { z } from 'zod'
import type { ApiCaller, DevicePath } from '../doctor/ports.ts'

const TIMEOUT_MILLISECONDS = 15_000

const proxyAnswer = z.object({ statusCode: z.number(), body: z.string() })

/** What API Gateway sends to a function, as far as this one reads it. */
const proxyEvent = ({ sourceIp, headers }: ApiCaller) => ({
  httpMethod: 'GET',
  path: '/onboarding/mqtt/tokens',
  resource: '/onboarding/mqtt/tokens',
  headers,
  multiValueHeaders: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value]]),
  ),
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  requestContext: { requestId: 'doctor', identity: { sourceIp } },
})

const answerOf = async (response: Response) => ({
  status: response.status,
  body: await response.text(),
})

/** What Node calls the failure, such as `ENOTFOUND`. */
const networkCode = (error: unknown): string => {
  const { cause, name } = error instanceof Error ? error : new Error()
  return cause instanceof Error && 'code' in cause ? String(cause.code) : name
}

/** The way of a device through AWS, by HTTPS where a device uses HTTPS. */
export const devicePath = (iot: IoTClient, lambda: LambdaClient): DevicePath => ({
  onboard: async (FunctionName, caller) => {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(proxyEvent(caller)) }),
    )
    if (FunctionError !== undefined) return { status: 502, body: '' }
    const { statusCode: status, body } = proxyAnswer.parse(
      JSON.parse(Buffer.from(Payload ?? []).toString()),
    )
    return { status, body }
  },
  askApi: async (url) =>
    answerOf(await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) })),
  testAuthorizer: async ({ authorizerName, token, tokenSignature, ...client }) => {
    const { isAuthenticated, policyDocuments = [] } = await iot.send(
      new TestInvokeAuthorizerCommand({
        authorizerName,
        token,
        tokenSignature,
        mqttContext: { username: client.username, clientId: client.clientId },
        tlsContext: { serverName: client.serverName },
      }),
    )
    return isAuthenticated ? policyDocuments : undefined
  },
  publish: async (host, topic, query) => {
    const url = new URL(`https://${host}`)
    url.pathname = `/topics/${topic}`
    url.search = `qos=1&${query}`
    try {
      return await answerOf(
        await fetch(url, {
          method: 'POST',
          body: JSON.stringify({ from: 'doctor' }),
          signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        }),
      )
    } catch (error) {
      // No cause: its message could quote the URL, which has the token in it.
      throw new Error(`expected ${host} to answer, got ${networkCode(error)}`)
    }
  },
})
