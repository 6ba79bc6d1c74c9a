import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { AwsAccount } from '../aws/account.ts'
import { type ClientRequest, headerValues } from './client-request.ts'
import type { ResourceMatch } from './match-resource.ts'
import type { RestStage } from './rest-api.ts'

/** Headers of one connection, which API Gateway ends itself. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** API Gateway writes these itself; what a client sent under them is kept only in `X-Forwarded-For`. */
const REWRITTEN = new Set([
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-amzn-trace-id',
])

type MultiValues = Record<string, string[]>

const lastValues = (values: MultiValues): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']))

const forwardedHeaders = (request: ClientRequest): MultiValues => {
  // No prototype: a client chooses the names.
  const headers: MultiValues = Object.create(null)
  for (const [name, value] of request.headers) {
    const lowerCase = name.toLowerCase()
    if (HOP_BY_HOP.has(lowerCase) || REWRITTEN.has(lowerCase)) continue
    headers[name] = [...(headers[name] ?? []), value]
  }
  // The caller's own chain first, then the peer of the connection.
  const chain = [...headerValues(request, 'x-forwarded-for'), request.sourceIp]
  headers['X-Amzn-Trace-Id'] = [request.traceRoot]
  headers['X-Forwarded-For'] = [chain.join(', ')]
  headers['X-Forwarded-Port'] = ['443']
  headers['X-Forwarded-Proto'] = ['https']
  return headers
}

const queryParameters = (query: string): MultiValues | null => {
  const parameters: MultiValues = Object.create(null)
  for (const [name, value] of new URLSearchParams(query))
    parameters[name] = [...(parameters[name] ?? []), value]
  return Object.keys(parameters).length === 0 ? null : parameters
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Common log format, e.g. `22/Nov/2026:06:55:00 +0000`. */
const requestTime = (date: Date): string => {
  const day = String(date.getUTCDate()).padStart(2, '0')
  const time = date.toISOString().slice(11, 19)
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${time} +0000`
}

const identityOf = (request: ClientRequest) => ({
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: request.sourceIp,
  user: null,
  userAgent: headerValues(request, 'user-agent').at(-1) ?? null,
  userArn: null,
})

/** The published type lacks what later versions of the service added. */
export type ProxyEvent = APIGatewayProxyEvent & {
  readonly requestContext: { readonly deploymentId: string }
}

/** The event of a Lambda proxy integration of a REST API, in the shape of API Gateway's version 1.0. */
export const buildProxyEvent = (
  request: ClientRequest,
  body: string | null,
  stage: RestStage,
  { resource, pathParameters }: ResourceMatch,
  account: AwsAccount,
): ProxyEvent => {
  const multiValueHeaders = forwardedHeaders(request)
  const multiValueQuery = queryParameters(request.query)
  return {
    resource: resource.path,
    path: request.path.slice(stage.name.length + 1) || '/',
    httpMethod: request.httpMethod,
    headers: lastValues(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: multiValueQuery && lastValues(multiValueQuery),
    multiValueQueryStringParameters: multiValueQuery,
    pathParameters: pathParameters && { ...pathParameters },
    stageVariables: stage.variables && { ...stage.variables },
    requestContext: {
      accountId: account.accountId,
      apiId: stage.api.id,
      authorizer: null,
      deploymentId: stage.deploymentId,
      domainName: `${stage.api.id}.execute-api.${account.region}.amazonaws.com`,
      domainPrefix: stage.api.id,
      extendedRequestId: request.extendedRequestId,
      httpMethod: request.httpMethod,
      identity: identityOf(request),
      path: request.path,
      protocol: request.protocol,
      requestId: request.requestId,
      requestTime: requestTime(request.receivedAt),
      requestTimeEpoch: request.receivedAt.getTime(),
      resourceId: resource.id,
      resourcePath: resource.path,
      stage: stage.name,
    },
    body,
    isBase64Encoded: false,
  }
}
