import { GetPolicyCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { z } from 'zod'
import {
  InvocationForbidden,
  type InvokeFunction,
} from '../../../local/iot-core/authentication/invoke-authorizer.ts'
import { mayInvoke } from '../../../local/lambda/resource-policy.ts'
import { ACCOUNT, CREDENTIALS } from './account.ts'

const policyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.literal('Allow'),
      Action: z.literal('lambda:InvokeFunction'),
      Principal: z.object({ Service: z.string() }),
      Condition: z
        .object({
          ArnLike: z.object({ 'AWS:SourceArn': z.string() }).optional(),
          StringEquals: z.object({ 'AWS:SourceAccount': z.string() }).optional(),
        })
        .optional(),
    }),
  ),
})

/** The resource policy as it was deployed. */
const permissionsOf = async (lambda: LambdaClient, FunctionName: string) => {
  const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }))
  return policyDocument.parse(JSON.parse(Policy)).Statement.map(({ Principal, Condition }) => ({
    principal: Principal.Service,
    sourceArn: Condition?.ArnLike?.['AWS:SourceArn'],
    sourceAccount: Condition?.StringEquals?.['AWS:SourceAccount'],
  }))
}

/** Invokes deployed functions as IoT Core does: only if their deployed resource policy lets it. */
export const invokeDeployed = (endpoint: string): InvokeFunction => {
  const lambda = new LambdaClient({ endpoint, region: ACCOUNT.region, credentials: CREDENTIALS })
  return async (FunctionName, event, { signal, ...caller }) => {
    const permissions = await permissionsOf(lambda, FunctionName)
    if (!mayInvoke(permissions, { kind: 'service', ...caller }))
      throw new InvocationForbidden(`expected a permission for ${caller.sourceArn}, got none`)
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
      { abortSignal: signal },
    )
    // The payload of a failed function may quote its event, and so the token.
    if (FunctionError !== undefined) throw new Error('expected an answer, got an error')
    return JSON.parse(Payload?.transformToString() ?? '')
  }
}
