import { z } from 'zod'
import { parseProperties, type ResourceProvider } from '../provider.ts'

const properties = z.strictObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
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
