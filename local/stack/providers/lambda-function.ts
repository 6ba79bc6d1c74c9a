import { statSync } from 'node:fs'
import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import { accessKeyIdOf } from '../../lambda/function-environment.ts'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const properties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.templateLiteral(['nodejs', z.number(), '.x']),
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().min(128).max(10_240).default(128),
  Environment: z
    .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
  Architectures: withoutEffect,
  Description: withoutEffect,
  LoggingConfig: withoutEffect,
  Tags: withoutEffect,
  TracingConfig: withoutEffect,
  // The gateway and the API reach functions without a network in between.
  VpcConfig: withoutEffect,
})

/** Lambda's quota for all environment variables of a function, in bytes. */
const MOST_VARIABLES = 4096

/** `AWS::Lambda::Function`, from the folder that a deployment would zip and upload. */
export const lambdaFunction: ResourceProvider = async (request, services) => {
  const { account, assetPath, functionRoles, lambda } = services
  const declared = parseProperties(properties, request)
  const taskRoot = assetPath(declared.Code.S3Key)
  if (taskRoot === undefined || !statSync(taskRoot).isDirectory())
    throw new Error(`expected an asset folder for ${declared.Code.S3Key}, got none`)
  const { Variables } = declared.Environment
  const size = Object.entries(Variables).flat().join('').length
  if (size > MOST_VARIABLES)
    throw new Error(
      `expected at most ${MOST_VARIABLES} bytes of environment variables, got ${size}`,
    )
  const functionName = declared.FunctionName ?? physicalName(request, 64)
  const functionArn = arnOf(account, 'lambda', `function:${functionName}`)
  functionRoles.assign(functionName, accessKeyIdOf(functionName), declared.Role)
  lambda.createFunction({
    functionName,
    functionArn,
    taskRoot,
    handler: declared.Handler,
    timeoutSeconds: declared.Timeout,
    memorySizeInMegabytes: declared.MemorySize,
    environment: Variables,
  })
  return { ref: functionName, attributes: { Arn: functionArn } }
}
