import { z } from 'zod'
import type { RequiredParameter } from '../../api-gateway/rest-api.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

/** API Gateway waits 29 seconds for an integration. */
const DEFAULT_TIMEOUT_MS = 29_000

const properties = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.literal('NONE'),
  ApiKeyRequired: z.literal([false, 'false']).optional(),
  Integration: z.strictObject({
    Type: z.literal('AWS_PROXY'),
    IntegrationHttpMethod: z.literal('POST'),
    Uri: z.string(),
    TimeoutInMillis: z.coerce.number().int().min(50).default(DEFAULT_TIMEOUT_MS),
  }),
  MethodResponses: withoutEffect,
  OperationName: withoutEffect,
  RequestParameters: z.record(z.string(), z.stringbool().or(z.boolean())).default({}),
  RequestValidatorId: z.string().optional(),
})

const functionArnOf = (uri: string): string => {
  const arn = /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1]
  if (arn === undefined) throw new Error(`expected the URI of a Lambda function, got ${uri}`)
  return arn
}

const requiredParameter = (name: string): RequiredParameter => {
  const match = /^method\.request\.(header|querystring)\.(.+)$/.exec(name)
  if (match?.[2] === undefined)
    throw new Error(`expected a header or query string parameter, got ${name}`)
  return { location: match[1] === 'header' ? 'header' : 'querystring', name: match[2] }
}

/** `AWS::ApiGateway::Method` with a Lambda proxy integration. */
export const restMethod: ResourceProvider = async (request, { apiGateway }) => {
  const declared = parseProperties(properties, request)
  const required = Object.entries(declared.RequestParameters).filter(([, isRequired]) => isRequired)
  apiGateway.putMethod(declared.RestApiId, declared.ResourceId, {
    httpMethod: declared.HttpMethod,
    functionArn: functionArnOf(declared.Integration.Uri),
    integrationTimeoutMs: declared.Integration.TimeoutInMillis,
    requiredParameters:
      declared.RequestValidatorId === undefined
        ? []
        : required.map(([name]) => requiredParameter(name)),
  })
  return {
    ref: `${declared.RestApiId}-${declared.ResourceId}-${declared.HttpMethod}`,
    attributes: {},
  }
}
