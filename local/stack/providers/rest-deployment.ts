import { z } from 'zod'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const properties = z.strictObject({ RestApiId: z.string(), Description: withoutEffect })

/** `AWS::ApiGateway::Deployment`. */
export const restDeployment: ResourceProvider = async (request, { apiGateway }) => {
  const id = apiGateway.createDeployment(parseProperties(properties, request).RestApiId)
  return { ref: id, attributes: { DeploymentId: id } }
}
