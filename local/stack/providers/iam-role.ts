import { z } from 'zod'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const properties = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: withoutEffect,
  Description: withoutEffect,
  // A managed policy would have to be known by its name: a function whose role relies on one is refused its calls.
  ManagedPolicyArns: withoutEffect,
  Policies: z
    .array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() }))
    .default([]),
  Tags: withoutEffect,
})

/** `AWS::IAM::Role`, which limits what its functions can do. */
export const iamRole: ResourceProvider = async (request, { account, functionRoles }) => {
  const declared = parseProperties(properties, request)
  const name = declared.RoleName ?? physicalName(request, 64)
  const arn = `arn:${account.partition}:iam::${account.accountId}:role/${name}`
  functionRoles.createRole(name, arn)
  for (const { PolicyDocument } of declared.Policies) functionRoles.addPolicy(name, PolicyDocument)
  return { ref: name, attributes: { Arn: arn, RoleId: `AROA${name.slice(-12)}` } }
}
