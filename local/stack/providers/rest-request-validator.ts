import { z } from 'zod'
import { parseProperties, type ResourceProvider } from '../provider.ts'

const properties = z.strictObject({
  RestApiId: z.string(),
  Name: z.string().optional(),
  // A body is validated against a model, and methods with models are refused.
  ValidateRequestBody: z.unknown().optional(),
  ValidateRequestParameters: z.literal([true, 'true']),
})

/** `AWS::ApiGateway::RequestValidator`; a method that names it insists on its required parameters. */
export const restRequestValidator: ResourceProvider = async (request) => {
  const { RestApiId } = parseProperties(properties, request)
  const id = `${RestApiId}-${request.logicalId}`
  return { ref: id, attributes: { RequestValidatorId: id } }
}
