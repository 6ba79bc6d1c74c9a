import { z } from 'zod'
import { parseProperties, type ResourceProvider } from '../provider.ts'

const properties = z.strictObject({
  RestApiId: z.string(),
  ParentId: z.string(),
  PathPart: z.string(),
})

/** `AWS::ApiGateway::Resource`. */
export const restResource: ResourceProvider = async (request, { apiGateway }) => {
  const { RestApiId, ParentId, PathPart } = parseProperties(properties, request)
  const id = apiGateway.createResource(RestApiId, ParentId, PathPart)
  return { ref: id, attributes: { ResourceId: id } }
}
