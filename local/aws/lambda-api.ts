import type { IncomingMessage, ServerResponse } from 'node:http'
import { LambdaError, type LambdaErrorCode, type LambdaService } from '../lambda/lambda-service.ts'
import type { AwsService } from './aws-endpoint.ts'
import { AwsServiceError, readBody } from './aws-json.ts'

const STATUS_OF: Record<LambdaErrorCode, number> = {
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
  AccessDeniedException: 403,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
}

const invoke = async (
  lambda: LambdaService,
  functionName: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const invocationType = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
  if (invocationType !== 'RequestResponse')
    throw new AwsServiceError(
      'InvalidParameterValueException',
      `expected the invocation type RequestResponse, got ${invocationType}`,
    )
  const payload = (await readBody(request)).toString('utf8') || '{}'
  const result = await lambda.invoke({ functionName, payload, caller: { kind: 'account' } })
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(result.payload),
    'x-amzn-RequestId': result.requestId,
    'X-Amz-Executed-Version': '$LATEST',
    ...(result.functionError !== undefined && { 'X-Amz-Function-Error': result.functionError }),
  })
  response.end(result.payload)
}

const getConfiguration = (
  lambda: LambdaService,
  name: string,
  _request: IncomingMessage,
  response: ServerResponse,
): void => {
  const { functionName, functionArn, handler, environment, ...limits } = lambda.describe(name)
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(
    JSON.stringify({
      FunctionName: functionName,
      FunctionArn: functionArn,
      Handler: handler,
      Timeout: limits.timeoutSeconds,
      MemorySize: limits.memorySizeInMegabytes,
      Environment: { Variables: environment },
    }),
  )
}

const OPERATIONS = [
  { method: 'POST', path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, run: invoke },
  {
    method: 'GET',
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
    run: getConfiguration,
  },
] as const

/** The synchronous Invoke and the GetFunctionConfiguration of Lambda's API, for tools that look inside. */
export const createLambdaApi = (lambda: LambdaService): AwsService => ({
  credentialScopes: ['lambda'],
  targetPrefixes: [],
  handle: async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const operation = OPERATIONS.find(
      ({ method, path }) => request.method === method && path.test(pathname),
    )
    const functionName = operation?.path.exec(pathname)?.[1]
    if (operation === undefined || functionName === undefined)
      throw new AwsServiceError(
        'UnknownOperationException',
        `expected Invoke or GetFunctionConfiguration, got ${request.method} ${pathname}`,
        404,
      )
    try {
      await operation.run(lambda, decodeURIComponent(functionName), request, response)
    } catch (error) {
      if (!(error instanceof LambdaError)) throw error
      throw new AwsServiceError(error.code, error.message, STATUS_OF[error.code])
    }
  },
})
