import { z } from 'zod'
import type { MethodThrottle } from '../../api-gateway/rest-api.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const methodSetting = z.strictObject({
  HttpMethod: z.string(),
  ResourcePath: z.string(),
  ThrottlingRateLimit: z.coerce.number().min(0).optional(),
  ThrottlingBurstLimit: z.coerce.number().int().min(0).optional(),
  DataTraceEnabled: withoutEffect,
  LoggingLevel: z.enum(['OFF', 'ERROR', 'INFO']).default('OFF'),
  MetricsEnabled: withoutEffect,
  CachingEnabled: z.literal([false, 'false']).optional(),
})

const properties = z.strictObject({
  RestApiId: z.string(),
  DeploymentId: z.string(),
  StageName: z.string(),
  MethodSettings: z.array(methodSetting).default([]),
  Variables: z.record(z.string(), z.string()).optional(),
  AccessLogSetting: z.strictObject({ DestinationArn: z.string(), Format: z.string() }).optional(),
  Description: withoutEffect,
  Tags: withoutEffect,
  TracingEnabled: withoutEffect,
})

/** `/~1a~1b` stands for `/a/b`, and `/*` for every resource. */
const resourcePathOf = (encoded: string): string =>
  encoded === '/*' ? encoded : encoded.slice(1).replaceAll('~1', '/')

const throttleOf = (setting: z.output<typeof methodSetting>): MethodThrottle[] =>
  setting.ThrottlingRateLimit === undefined || setting.ThrottlingBurstLimit === undefined
    ? []
    : [
        {
          httpMethod: setting.HttpMethod,
          resourcePath: resourcePathOf(setting.ResourcePath),
          ratePerSecond: setting.ThrottlingRateLimit,
          burst: setting.ThrottlingBurstLimit,
        },
      ]

/** `AWS::ApiGateway::Stage`. */
export const restStage: ResourceProvider = async (request, { apiGateway }) => {
  const declared = parseProperties(properties, request)
  apiGateway.createStage({
    restApiId: declared.RestApiId,
    stageName: declared.StageName,
    deploymentId: declared.DeploymentId,
    variables: declared.Variables ?? null,
    throttles: declared.MethodSettings.flatMap(throttleOf),
    isLogged:
      declared.AccessLogSetting !== undefined ||
      declared.MethodSettings.some(({ LoggingLevel }) => LoggingLevel !== 'OFF'),
  })
  return { ref: declared.StageName, attributes: {} }
}
