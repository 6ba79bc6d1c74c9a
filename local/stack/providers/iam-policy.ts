import { z } from 'zod'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider } from '../provider.ts'

const properties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).min(1),
})

/** `AWS::IAM::Policy` on roles. */
export const iamPolicy: ResourceProvider = async (request, { functionRoles }) => {
  const { PolicyDocument, Roles } = parseProperties(properties, request)
  for (const role of Roles) functionRoles.addPolicy(role, PolicyDocument)
  return { ref: physicalName(request, 64), attributes: {} }
}
