import { once } from 'node:events'
import { type RequestOptions, request } from 'node:https'
import { text } from 'node:stream/consumers'
import { type ConnectionOptions, connect } from 'node:tls'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiGateway } from '../../../local/api-gateway/api-gateway.ts'
import { createFrontDoor, type FrontDoor } from '../../../local/api-gateway/front-door.ts'
import type { RequiredParameter } from '../../../local/api-gateway/rest-api.ts'
import { type Certificates, createCertificates } from '../../../local/certificates.ts'
import type { InvocationResult } from '../../../local/lambda/invocation.ts'
import {
  type InvokeRequest,
  LambdaError,
  type LambdaService,
} from '../../../local/lambda/lambda-service.ts'
import type { ConnectionLimits } from '../../../local/limit-connections.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }

const echo = async ({ payload }: InvokeRequest): Promise<InvocationResult> => ({
  requestId: '1',
  payload: JSON.stringify({ statusCode: 200, body: payload }),
})

let certificates: Certificates
let frontDoor: FrontDoor
let port: number
let invocations: InvokeRequest[]
let answer: (request: InvokeRequest) => Promise<InvocationResult>

const lambda: LambdaService = {
  createFunction: () => {},
  describe: (name) => {
    throw new Error(`expected nobody to ask for ${name}`)
  },
  addPermission: () => {},
  invoke: (invocation) => {
    invocations.push(invocation)
    return answer(invocation)
  },
  retire: async () => {},
  close: async () => {},
}

const open = async (
  requiredParameters: RequiredParameter[] = [],
  burst = 100,
  limits?: ConnectionLimits,
): Promise<void> => {
  const apiGateway = new ApiGateway()
  const { id, rootResourceId } = apiGateway.createRestApi({ name: 'api', binaryMediaTypes: [] })
  const resourceId = apiGateway.createResource(id, rootResourceId, 'tokens')
  for (const httpMethod of ['GET', 'POST'])
    apiGateway.putMethod(id, resourceId, {
      httpMethod,
      functionArn: 'arn:f',
      integrationTimeoutMs: 100,
      requiredParameters,
    })
  apiGateway.createStage({
    restApiId: id,
    stageName: 'v1',
    deploymentId: apiGateway.createDeployment(id),
    variables: null,
    throttles: [{ httpMethod: '*', resourcePath: '/*', ratePerSecond: 0.001, burst }],
    isLogged: false,
  })
  frontDoor = createFrontDoor({
    account,
    apiGateway,
    lambda,
    tls: { key: certificates.serverKeyPem, cert: certificates.serverCertPem },
    rootCaPem: certificates.rootCaPem,
    ...(limits !== undefined && { limits }),
  })
  port = await frontDoor.listen({ host: '127.0.0.1', port: 0 })
}

beforeEach(async () => {
  certificates = await createCertificates(['localhost'])
  invocations = []
  answer = echo
  await open()
})

afterEach(() => frontDoor.close())

const call = async (path: string, options: RequestOptions = {}, body = '') => {
  const sent = request({
    host: 'localhost',
    family: 4,
    port,
    path,
    ca: certificates.rootCaPem,
    agent: false,
    ...options,
  })
  // An answer may come, and the connection end, before the whole body is sent.
  sent.on('error', () => {})
  sent.end(body)
  const [response] = await once(sent, 'response')
  return {
    status: response.statusCode as number,
    headers: response.headers as Record<string, string>,
    body: await text(response),
  }
}

const connectTls = (options: ConnectionOptions & { readonly localAddress?: string } = {}) =>
  connect({
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    ca: certificates.rootCaPem,
    ...options,
  })

const eventOf = (response: { body: string }): APIGatewayProxyEvent => JSON.parse(response.body)

describe('createFrontDoor', () => {
  it("invokes the method's function as API Gateway", async () => {
    await call('/v1/tokens')

    expect(invocations[0]).toMatchObject({
      functionName: 'arn:f',
      caller: {
        kind: 'service',
        principal: 'apigateway.amazonaws.com',
        sourceArn: expect.stringMatching(
          /^arn:aws:execute-api:eu-west-1:111122223333:[a-z0-9]{10}\/v1\/GET\/tokens$/,
        ),
        sourceAccount: '111122223333',
      },
    })
  })

  it('takes the source address from the connection, whatever a header says', async () => {
    const response = await call('/v1/tokens', {
      localAddress: '127.0.0.7',
      headers: { 'X-Forwarded-For': '127.0.0.9' },
    })

    expect(eventOf(response).requestContext.identity.sourceIp).toBe('127.0.0.7')
    expect(eventOf(response).headers['X-Forwarded-For']).toBe('127.0.0.9, 127.0.0.7')
  })

  it("keeps the letter case of the client's headers", async () => {
    const response = await call('/v1/tokens', { headers: { aCCEpt: 'text/csv' } })

    expect(eventOf(response).headers).toMatchObject({ aCCEpt: 'text/csv' })
  })

  it('hands on path, query and body', async () => {
    const response = await call('/v1/tokens?layout=compact', { method: 'POST' }, 'hello')

    expect(eventOf(response)).toMatchObject({
      path: '/tokens',
      queryStringParameters: { layout: 'compact' },
      body: 'hello',
    })
  })

  it('names the length of every answer', async () => {
    const { headers, body } = await call('/v1/tokens')

    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
    expect(headers['transfer-encoding']).toBeUndefined()
  })

  it('gives every answer the ids of API Gateway', async () => {
    const { headers, body } = await call('/v1/tokens')

    expect(headers['x-amzn-requestid']).toBe(eventOf({ body }).requestContext.requestId)
    expect(headers['x-amz-apigw-id']).toBeDefined()
  })

  it('serves clients of HTTP/1.0', async () => {
    const socket = connectTls({ ALPNProtocols: ['http/1.0'] })
    socket.write('GET /v1/tokens HTTP/1.0\r\n\r\n')

    const response = await text(socket)

    expect(response).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(response).toMatch(/\r\nContent-Length: \d+\r\n/)
    expect(response).toMatch(/\r\nConnection: close\r\n/)
  })

  it('serves the root certificate', async () => {
    const response = await call('/root-ca.pem')

    expect(response).toMatchObject({ status: 200, body: certificates.rootCaPem })
    expect(invocations).toEqual([])
  })

  it.each<[string, string, RequestOptions, number, string]>([
    ['an unknown stage', '/v2/tokens', {}, 403, 'Forbidden'],
    ['a path without a stage', '/', {}, 403, 'Forbidden'],
    ['an unknown resource', '/v1/other', {}, 403, 'Missing Authentication Token'],
    ['an unknown method', '/v1/tokens', { method: 'DELETE' }, 403, 'Missing Authentication Token'],
  ])('refuses %s', async (_, path, options, status, message) => {
    const response = await call(path, options)

    expect(response).toMatchObject({ status, body: JSON.stringify({ message }) })
    expect(invocations).toEqual([])
  })

  it('throttles a stage', async () => {
    await frontDoor.close()
    await open([], 1)
    await call('/v1/tokens')

    expect((await call('/v1/tokens')).status).toBe(429)
    expect(invocations).toHaveLength(1)
  })

  it.each<[RequiredParameter, RequestOptions, string]>([
    [{ location: 'header', name: 'Accept' }, { headers: { accept: 'x' } }, '/v1/tokens'],
    [{ location: 'querystring', name: 'layout' }, {}, '/v1/tokens?layout='],
  ])('insists on the required parameter %j', async (parameter, options, path) => {
    await frontDoor.close()
    await open([parameter])

    const without = await call('/v1/tokens')
    const withIt = await call(path, options)

    expect(without.status).toBe(400)
    expect(without.body).toContain(`Missing required request parameters: [${parameter.name}]`)
    expect(withIt.status).toBe(200)
  })

  it.each<[string, (request: InvokeRequest) => Promise<InvocationResult>, number]>([
    [
      'a function that fails',
      async () => ({ requestId: '1', functionError: 'Unhandled', payload: '{"errorType":"Boom"}' }),
      502,
    ],
    ['a malformed answer', async () => ({ requestId: '1', payload: '"hello"' }), 502],
    [
      'a missing permission',
      async () => {
        throw new LambdaError('AccessDeniedException', 'no')
      },
      500,
    ],
    [
      'a function that is throttled',
      async () => {
        throw new LambdaError('TooManyRequestsException', 'Rate Exceeded.')
      },
      500,
    ],
    [
      'a request that is too large for the function',
      async () => {
        throw new LambdaError('RequestTooLargeException', 'no')
      },
      413,
    ],
    [
      'an error that nobody expected',
      async () => {
        throw new Error('hunter2')
      },
      502,
    ],
    ['a function that takes too long', () => new Promise(() => {}), 504],
  ])('answers %s', async (_, behaviour, status) => {
    answer = behaviour

    const response = await call('/v1/tokens')

    expect(response.status).toBe(status)
    expect(response.body).toMatch(/^\{"message":"[A-Z][A-Za-z ]+"\}$/)
    expect(response.body).not.toContain('hunter2')
  })

  it('gives an event up that its function did not answer in time', async () => {
    answer = () => new Promise(() => {})

    await call('/v1/tokens')

    expect(invocations[0]?.signal?.aborted).toBe(true)
  })

  it('refuses a payload over 10 MB', async () => {
    const response = await call('/v1/tokens', { method: 'POST' }, 'x'.repeat(10 * 1024 * 1024 + 1))

    expect(response).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' })
    expect(invocations).toEqual([])
  })

  it('refuses headers over 10,240 bytes', async () => {
    const response = await call('/v1/tokens', { headers: { 'X-Long': 'x'.repeat(10_240) } })

    expect(response.status).toBe(431)
  })

  it.each([
    ['GET', '/v1/other', '403'],
    ['GET', '/nowhere', '403'],
    ['POST', '/v1/tokens', '429'],
  ])('does not wait for the body of %s %s, which it refuses', async (method, path, status) => {
    await frontDoor.close()
    await open([], 1)
    await call('/v1/tokens')
    const socket = connectTls()
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n`,
    )

    const [head] = await once(socket, 'data')

    expect(String(head)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  it('takes a limited number of connections from one address', async () => {
    await frontDoor.close()
    await open([], 100, { connections: 10, connectionsPerAddress: 1 })
    const first = connectTls({ localAddress: '127.0.0.7' })
    await once(first, 'secureConnect')

    const second = call('/v1/tokens', { localAddress: '127.0.0.7' })
    await expect(second).rejects.toThrow(/socket|ECONNRESET/)
    expect((await call('/v1/tokens', { localAddress: '127.0.0.8' })).status).toBe(200)
    first.destroy()
  })

  it('answers several requests of one connection', async () => {
    const socket = connectTls()
    socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc')
    socket.write('GET /v1/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')

    const statuses = [...(await text(socket)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)

    expect(statuses).toEqual(['403', '200'])
  })
})
