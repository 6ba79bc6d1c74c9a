import { z } from 'zod'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider } from '../provider.ts'

const properties = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
})

/** `AWS::Lambda::Permission`. */
export const lambdaPermission: ResourceProvider = async (request, { lambda }) => {
  const { FunctionName, Principal, SourceArn, SourceAccount } = parseProperties(properties, request)
  lambda.addPermission(FunctionName, {
    principal: Principal,
    ...(SourceArn !== undefined && { sourceArn: SourceArn }),
    ...(SourceAccount !== undefined && { sourceAccount: SourceAccount }),
  })
  const statementId = physicalName(request, 100)
  return { ref: statementId, attributes: { Id: statementId } }
}
