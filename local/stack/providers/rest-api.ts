import { z } from 'zod'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

/** As API Gateway does for policies that it names so. */
const needsAccessMode = (policy: string): boolean => policy.startsWith('SecurityPolicy_')

const properties = z
  .strictObject({
    Name: z.string(),
    BinaryMediaTypes: z.array(z.string()).default([]),
    Description: withoutEffect,
    DisableExecuteApiEndpoint: z.literal([false, 'false']).optional(),
    EndpointAccessMode: z.string().optional(),
    EndpointConfiguration: withoutEffect,
    // A resource policy speaks of VPCs and of addresses, and the front door listens on loopback.
    Policy: withoutEffect,
    // The front door offers TLS 1.2 and 1.3, as every current policy does.
    SecurityPolicy: z.string().default('TLS_1_0'),
    Tags: withoutEffect,
  })
  .refine(
    ({ SecurityPolicy, EndpointAccessMode }) =>
      !needsAccessMode(SecurityPolicy) || EndpointAccessMode,
    {
      error: 'expected an EndpointAccessMode with this SecurityPolicy, got none',
    },
  )

/** `AWS::ApiGateway::RestApi`. */
export const restApi: ResourceProvider = async (request, { apiGateway }) => {
  const { Name, BinaryMediaTypes } = parseProperties(properties, request)
  const api = apiGateway.createRestApi({ name: Name, binaryMediaTypes: BinaryMediaTypes })
  return {
    ref: api.id,
    attributes: { RestApiId: api.id, RootResourceId: api.rootResourceId },
  }
}
