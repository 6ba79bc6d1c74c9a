import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsEndpoint, createAwsEndpoint } from '../../../local/aws/aws-endpoint.ts'
import { createLambdaApi } from '../../../local/aws/lambda-api.ts'
import { LambdaError, type LambdaService } from '../../../local/lambda/lambda-service.ts'

const lambda: LambdaService = {
  createFunction: () => {},
  describe: (functionName) => {
    if (functionName !== 'echo')
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${functionName}`)
    return {
      functionName,
      functionArn: 'arn:echo',
      taskRoot: '/echo',
      handler: 'index.handler',
      timeoutSeconds: 3,
      memorySizeInMegabytes: 128,
      environment: { STACK_ID: 'stack-1' },
    }
  },
  addPermission: () => {},
  invoke: async ({ functionName, payload }) => {
    if (functionName === 'failing')
      return { requestId: 'r1', functionError: 'Unhandled', payload: '{"errorType":"Boom"}' }
    if (functionName !== 'echo')
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${functionName}`)
    return { requestId: 'r1', payload: `{"got":${payload}}` }
  },
  retire: async () => {},
  close: async () => {},
}

let endpoint: AwsEndpoint
let url: string

beforeEach(async () => {
  endpoint = createAwsEndpoint([createLambdaApi(lambda)])
  url = `http://127.0.0.1:${await endpoint.listen(0)}`
})

afterEach(() => endpoint.close())

const authorization = 'AWS4-HMAC-SHA256 Credential=A/20261122/eu-west-1/lambda/aws4_request'

const call = (path: string, body = '{"a":1}', headers: Record<string, string> = {}) =>
  fetch(`${url}/2015-03-31/functions/${path}`, {
    method: 'POST',
    body,
    headers: { authorization, ...headers },
  })

const read = (path: string) =>
  fetch(`${url}/2015-03-31/functions/${path}`, { headers: { authorization } })

describe('createLambdaApi', () => {
  it('answers what the function answers', async () => {
    const response = await call('echo/invocations')

    expect(response.headers.get('x-amz-function-error')).toBeNull()
    expect(await response.json()).toEqual({ got: { a: 1 } })
  })

  it('marks the answer of a failed function', async () => {
    const response = await call('failing/invocations')

    expect(response.status).toBe(200)
    expect(response.headers.get('x-amz-function-error')).toBe('Unhandled')
  })

  it('says how a function is deployed', async () => {
    expect(await (await read('echo/configuration')).json()).toEqual({
      FunctionName: 'echo',
      FunctionArn: 'arn:echo',
      Handler: 'index.handler',
      Timeout: 3,
      MemorySize: 128,
      Environment: { Variables: { STACK_ID: 'stack-1' } },
    })
    expect((await read('absent/configuration')).status).toBe(404)
  })

  it.each<[string, string, Record<string, string>, number, string]>([
    ['an absent function', 'absent/invocations', {}, 404, 'ResourceNotFoundException'],
    ['another operation', 'echo/configuration', {}, 404, 'UnknownOperationException'],
    [
      'an asynchronous invocation',
      'echo/invocations',
      { 'x-amz-invocation-type': 'Event' },
      400,
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, path, headers, status, errorType) => {
    const response = await call(path, '{}', headers)

    expect(response.status).toBe(status)
    expect(response.headers.get('x-amzn-errortype')).toBe(errorType)
  })
})
