import { z } from 'zod'
import {
  InvocationForbidden,
  type InvokeFunction,
} from '../../../local/iot-core/authentication/invoke-authorizer.ts'
import { mayInvoke } from '../../../local/lambda/resource-policy.ts'
import { callRest } from './rest-api.ts'

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

const policyAnswer = z.object({ Policy: z.string() })

/** The resource policy as it was deployed. */
const permissionsOf = async (endpointUrl: string, functionPath: string) => {
  const { Policy } = policyAnswer.parse(
    JSON.parse(await callRest(endpointUrl, 'lambda', 'GET', `${functionPath}/policy`)),
  )
  return policyDocument.parse(JSON.parse(Policy)).Statement.map(({ Principal, Condition }) => ({
    principal: Principal.Service,
    sourceArn: Condition?.ArnLike?.['AWS:SourceArn'],
    sourceAccount: Condition?.StringEquals?.['AWS:SourceAccount'],
  }))
}

/** Invokes deployed functions as IoT Core does: only if their deployed resource policy lets it. */
export const invokeDeployed =
  (endpointUrl: string): InvokeFunction =>
  async (functionArn, event, { signal, ...caller }) => {
    const functionPath = `/2015-03-31/functions/${encodeURIComponent(functionArn)}`
    const permissions = await permissionsOf(endpointUrl, functionPath)
    if (!mayInvoke(permissions, { kind: 'service', ...caller }))
      throw new InvocationForbidden(`expected a permission for ${caller.sourceArn}, got none`)
    signal.throwIfAborted()
    const path = `${functionPath}/invocations`
    return JSON.parse(await callRest(endpointUrl, 'lambda', 'POST', path, JSON.stringify(event)))
  }
