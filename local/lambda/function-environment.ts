import { createHash } from 'node:crypto'
import type { FunctionDefinition, FunctionSurroundings } from './function-definition.ts'

/** Each function signs with an access key of its own, so that its AWS calls can be told from another's. */
export const accessKeyIdOf = (functionName: string): string =>
  `ASIA${createHash('sha256').update(functionName).digest('hex').slice(0, 16).toUpperCase()}`

/** The whole environment of a function: Lambda's reserved variables over the template's, and nothing of the parent's. */
export const functionEnvironment = (
  definition: FunctionDefinition,
  { region, awsEndpointUrl }: FunctionSurroundings,
): Readonly<Record<string, string>> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  // Without it the SDK asks the metadata service of EC2 when credentials are missing.
  AWS_EC2_METADATA_DISABLED: 'true',
  ...definition.environment,
  _HANDLER: definition.handler,
  LAMBDA_TASK_ROOT: definition.taskRoot,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: awsEndpointUrl(),
  // What stands for CloudFormation waits for the answers of custom resources on loopback.
  RESPONSE_URLS: 'loopback',
  AWS_ACCESS_KEY_ID: accessKeyIdOf(definition.functionName),
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySizeInMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.functionName}`,
  AWS_LAMBDA_LOG_STREAM_NAME: '[$LATEST]local',
})
