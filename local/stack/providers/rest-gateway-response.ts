import { z } from 'zod'
import { parseProperties, type ResourceProvider } from '../provider.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const RESPONSE_TYPES = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
] as const

const properties = z.strictObject({
  RestApiId: z.string(),
  ResponseType: z.enum(RESPONSE_TYPES),
  StatusCode: z.coerce.number().int().min(100).max(599).optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
})

const headerOf = ([name, value]: [string, string]): [string, string] => {
  const header = /^gatewayresponse\.header\.(.+)$/.exec(name)?.[1]
  const literal = /^'(.*)'$/.exec(value)?.[1]
  if (header === undefined || literal === undefined)
    throw new Error(`expected a gatewayresponse.header with a quoted value, got ${name}=${value}`)
  return [header, literal]
}

/** `AWS::ApiGateway::GatewayResponse`. */
export const restGatewayResponse: ResourceProvider = async (request, { apiGateway }) => {
  const declared = parseProperties(properties, request)
  apiGateway.putGatewayResponse(declared.RestApiId, {
    responseType: declared.ResponseType,
    ...(declared.StatusCode !== undefined && { statusCode: declared.StatusCode }),
    headers: Object.fromEntries(Object.entries(declared.ResponseParameters).map(headerOf)),
    templates: declared.ResponseTemplates,
  })
  const id = `${declared.RestApiId}-${declared.ResponseType}`
  return { ref: id, attributes: { Id: id } }
}
