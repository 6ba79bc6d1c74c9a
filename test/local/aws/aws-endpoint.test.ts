import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccessControl, RequiredPermission } from '../../../local/aws/access-control.ts'
import {
  type AwsEndpoint,
  type AwsService,
  createAwsEndpoint,
  credentialScopeOf,
} from '../../../local/aws/aws-endpoint.ts'
import { AwsServiceError } from '../../../local/aws/aws-json.ts'

const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`

const serviceThatSays = (word: string, prefixes: string[] = []): AwsService => ({
  credentialScopes: [word],
  targetPrefixes: prefixes,
  handle: (_, response) => {
    response.end(word)
  },
})

const failingWith = (word: string, error: Error): AwsService => ({
  ...serviceThatSays(word),
  handle: async () => {
    throw error
  },
})

let endpoint: AwsEndpoint
let url: string

beforeEach(async () => {
  endpoint = createAwsEndpoint([
    serviceThatSays('dynamodb', ['DynamoDB_20120810']),
    serviceThatSays('iot'),
    failingWith('known', new AwsServiceError('ThrottlingException', 'slow down')),
    failingWith('unknown', new Error('the password is hunter2')),
  ])
  url = `http://127.0.0.1:${await endpoint.listen(0)}`
})

afterEach(() => endpoint.close())

const ask = (headers: Record<string, string>): Promise<Response> =>
  fetch(url, { method: 'POST', headers })

describe('createAwsEndpoint', () => {
  it.each([
    ['the credential scope', { authorization: signedFor('iot') }, 'iot'],
    ['the target', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, 'dynamodb'],
    [
      'the target rather than the credential scope',
      { authorization: signedFor('iot'), 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      'dynamodb',
    ],
  ])('finds a service by %s', async (_, headers, expected) => {
    expect(await (await ask(headers as Record<string, string>)).text()).toBe(expected)
  })

  it.each<[string, Record<string, string>, string]>([
    ['a service that is not there', { authorization: signedFor('sqs') }, 'got sqs'],
    ['a request without a signature', {}, 'got a request without a signature'],
    ['a malformed signature', { authorization: 'AWS4-HMAC-SHA256 x' }, 'without a signature'],
  ])('refuses %s', async (_, headers, message) => {
    const response = await ask(headers)

    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining(message),
    })
  })

  it.each<[string, Record<string, string>, number, string]>([
    [
      'a body whose length is not told',
      { 'transfer-encoding': 'chunked' },
      411,
      'MissingContentLength',
    ],
    ['a body over 16 MiB', { 'content-length': '16777217' }, 413, 'RequestEntityTooLargeException'],
  ])('refuses %s before it is read', async (_, headers, status, error) => {
    const sent = request(url, {
      method: 'POST',
      headers: { authorization: signedFor('dynamodb'), ...headers },
    })
    sent.on('error', () => {})
    sent.write('x')

    const [response] = await once(sent, 'response')

    expect(response.statusCode).toBe(status)
    expect(response.headers['x-amzn-errortype']).toBe(error)
    sent.destroy()
  })

  it('answers the error of a service', async () => {
    const response = await ask({ authorization: signedFor('known') })

    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toBe('ThrottlingException')
  })

  it('says nothing of an error that nobody expected', async () => {
    const response = await ask({ authorization: signedFor('unknown') })

    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hunter2')
  })
})

describe('credentialScopeOf', () => {
  it.each<[string, string | undefined]>([
    [signedFor('iotdata'), 'iotdata'],
    ['Bearer x', undefined],
    ['AWS4-HMAC-SHA256 Credential=A/2026/eu-west-1/iot/aws4_request', undefined],
    ['AWS4-HMAC-SHA256 Credential=A/20261122/eu-west-1/iot/aws3_request', undefined],
  ])('reads %s', (authorization, expected) => {
    expect(credentialScopeOf(authorization)).toBe(expected)
  })
})

describe('createAwsEndpoint with limited callers', () => {
  const limited = 'ASIALIMITED'
  const decided: RequiredPermission[] = []
  const echo: AwsService = {
    credentialScopes: ['echo'],
    targetPrefixes: [],
    permissionsOf: ({ method, url, body }) =>
      url === '/unknown'
        ? undefined
        : body
            .toString()
            .split(' ')
            .map((resource) => ({ action: `${method} ${url}`, resource })),
    handle: async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      response.end(`${request.method} ${request.url} ${request.headers['x-word']} ${body}`)
    },
  }
  const control: AccessControl = {
    restricts: (accessKeyId) => accessKeyId === limited,
    authorize: (_accessKeyId, required) => {
      decided.push(required)
      if (required.resource === 'forbidden') throw new AwsServiceError('AccessDeniedException', 'x')
    },
  }
  let guarded: AwsEndpoint
  let guardedUrl: string

  beforeEach(async () => {
    decided.length = 0
    guarded = createAwsEndpoint([echo, serviceThatSays('open')], control)
    guardedUrl = `http://127.0.0.1:${await guarded.listen(0)}`
  })

  afterEach(() => guarded.close())

  const askAs = (accessKeyId: string, service: string, path: string, body: string) =>
    fetch(`${guardedUrl}${path}`, {
      method: 'PUT',
      headers: {
        authorization: signedFor(service).replace('AKIA', accessKeyId),
        'x-word': 'hello',
      },
      body,
    })

  it('hands an allowed request on as it came', async () => {
    const response = await askAs(limited, 'echo', '/a?b=c', 'allowed')

    expect(await response.text()).toBe('PUT /a?b=c hello allowed')
    expect(decided).toEqual([{ action: 'PUT /a?b=c', resource: 'allowed' }])
  })

  it('asks nobody about other callers', async () => {
    const response = await askAs('AKIAOTHER', 'echo', '/a', 'forbidden')

    expect(await response.text()).toBe('PUT /a hello forbidden')
    expect(decided).toEqual([])
  })

  it.each([
    ['what is not allowed', 'echo', '/a', 'forbidden'],
    ['what is allowed in part', 'echo', '/a', 'allowed forbidden'],
    ['a call whose permission is not known', 'echo', '/unknown', ''],
    ['a service whose permissions are not known', 'open', '/a', ''],
  ])('refuses a limited caller %s', async (_name, service, path, body) => {
    const response = await askAs(limited, service, path, body)

    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException')
  })
})
