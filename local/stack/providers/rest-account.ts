import { z } from 'zod'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider } from '../provider.ts'

const properties = z.strictObject({ CloudWatchRoleArn: z.string().startsWith('arn:').optional() })

/** `AWS::ApiGateway::Account`: the one setting that all REST APIs of an account and Region share. */
export const restAccount: ResourceProvider = async (request, { apiGateway }) => {
  apiGateway.updateAccount(parseProperties(properties, request).CloudWatchRoleArn)
  const id = physicalName(request, 64)
  return { ref: id, attributes: { Id: id } }
}
