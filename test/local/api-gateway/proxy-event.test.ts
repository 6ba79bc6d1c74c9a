import { describe, expect, it } from 'vitest'
import type { ClientRequest } from '../../../local/api-gateway/client-request.ts'
import { buildProxyEvent } from '../../../local/api-gateway/proxy-event.ts'
import type { RestResource, RestStage } from '../../../local/api-gateway/rest-api.ts'

const resource: RestResource = { id: 'res1', path: '/sims/{iccid}', methods: new Map() }

const stage: RestStage = {
  api: {
    id: 'api1',
    name: 'api',
    rootResourceId: 'root',
    binaryMediaTypes: [],
    resources: new Map(),
    gatewayResponses: new Map(),
  },
  name: 'v1',
  deploymentId: 'dep1',
  variables: null,
  throttles: [],
}

const request: ClientRequest = {
  httpMethod: 'GET',
  path: '/v1/sims/8988',
  query: '',
  headers: [
    ['Host', 'localhost:8443'],
    ['aCCept', 'text/csv'],
  ],
  sourceIp: '127.0.0.3',
  protocol: 'HTTP/1.1',
  requestId: 'req1',
  extendedRequestId: 'ext1',
  traceRoot: 'Root=1-0-0',
  receivedAt: new Date('2026-11-22T06:55:00Z'),
}

const build = (change: Partial<ClientRequest> = {}, body: string | null = null) =>
  buildProxyEvent(
    { ...request, ...change },
    body,
    stage,
    { resource, pathParameters: { iccid: '8988' } },
    { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' },
  )

describe('buildProxyEvent', () => {
  it('describes the request as a REST API does', () => {
    expect(build()).toEqual({
      resource: '/sims/{iccid}',
      path: '/sims/8988',
      httpMethod: 'GET',
      headers: {
        Host: 'localhost:8443',
        aCCept: 'text/csv',
        'X-Amzn-Trace-Id': 'Root=1-0-0',
        'X-Forwarded-For': '127.0.0.3',
        'X-Forwarded-Port': '443',
        'X-Forwarded-Proto': 'https',
      },
      multiValueHeaders: {
        Host: ['localhost:8443'],
        aCCept: ['text/csv'],
        'X-Amzn-Trace-Id': ['Root=1-0-0'],
        'X-Forwarded-For': ['127.0.0.3'],
        'X-Forwarded-Port': ['443'],
        'X-Forwarded-Proto': ['https'],
      },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: { iccid: '8988' },
      stageVariables: null,
      requestContext: {
        accountId: '111122223333',
        apiId: 'api1',
        authorizer: null,
        deploymentId: 'dep1',
        domainName: 'api1.execute-api.eu-west-1.amazonaws.com',
        domainPrefix: 'api1',
        extendedRequestId: 'ext1',
        httpMethod: 'GET',
        identity: expect.objectContaining({ sourceIp: '127.0.0.3', userAgent: null, user: null }),
        path: '/v1/sims/8988',
        protocol: 'HTTP/1.1',
        requestId: 'req1',
        requestTime: '22/Nov/2026:06:55:00 +0000',
        requestTimeEpoch: 1_795_330_500_000,
        resourceId: 'res1',
        resourcePath: '/sims/{iccid}',
        stage: 'v1',
      },
      body: null,
      isBase64Encoded: false,
    })
  })

  it.each<[string, [string, string][], string]>([
    ['one address', [['X-Forwarded-For', '10.0.0.1']], '10.0.0.1, 127.0.0.3'],
    ['a chain', [['X-Forwarded-For', '10.0.0.1, 10.0.0.2']], '10.0.0.1, 10.0.0.2, 127.0.0.3'],
    [
      'headers in several letter cases',
      [
        ['x-forwarded-for', '10.0.0.1'],
        ['X-FORWARDED-FOR', '10.0.0.2'],
      ],
      '10.0.0.1, 10.0.0.2, 127.0.0.3',
    ],
    ['an empty header', [['X-Forwarded-For', '']], ', 127.0.0.3'],
  ])('puts the peer at the end of X-Forwarded-For after %s', (_, headers, expected) => {
    const event = build({ headers })

    expect(event.headers['X-Forwarded-For']).toBe(expected)
    expect(
      Object.keys(event.headers).filter((name) => name.toLowerCase() === 'x-forwarded-for'),
    ).toHaveLength(1)
    expect(event.requestContext.identity.sourceIp).toBe('127.0.0.3')
  })

  it('gives all values of a repeated header and the last one alone', () => {
    const event = build({
      headers: [
        ['Accept', 'text/csv'],
        ['Accept', 'application/json'],
      ],
    })

    expect(event.headers.Accept).toBe('application/json')
    expect(event.multiValueHeaders.Accept).toEqual(['text/csv', 'application/json'])
  })

  it('decodes the query and keeps repeated names', () => {
    const event = build({ query: 'layout=compact&a=1%202&a=%C3%A9' })

    expect(event.queryStringParameters).toEqual({ layout: 'compact', a: 'é' })
    expect(event.multiValueQueryStringParameters).toEqual({ layout: ['compact'], a: ['1 2', 'é'] })
  })

  it('drops the headers of the connection', () => {
    const event = build({
      headers: [
        ['Connection', 'keep-alive'],
        ['Expect', '100-continue'],
      ],
    })

    expect(Object.keys(event.headers)).not.toContain('Connection')
    expect(Object.keys(event.headers)).not.toContain('Expect')
  })

  it('keeps names that mean something to JavaScript as names', () => {
    const event = build({
      headers: [['__proto__', 'x']],
      query: '__proto__=y&constructor=z',
    })

    expect(JSON.parse(JSON.stringify(event.multiValueQueryStringParameters))).toHaveProperty(
      'constructor',
      ['z'],
    )
    expect(Object.hasOwn(event.multiValueHeaders, '__proto__')).toBe(true)
  })

  it('hands on the body as text', () => {
    expect(build({}, '{"a":1}').body).toBe('{"a":1}')
  })
})
