import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Endpoints } from './support/endpoints.ts'
import { type Answer, exchange } from './support/https-exchange.ts'
import { type LocalStack, startLocalStack } from './support/local-stack.ts'
import { type RunningProxy, startNginxProxy } from './support/nginx-proxy.ts'
import { startRecordingUpstream } from './support/recording-upstream.ts'

const PROXY = '127.0.0.200'
const IDENTITY = {
  kind: 'source-address',
  trustedProxyCidrs: [`${PROXY}/32`],
  proxyHeader: 'x-real-ip',
}

const { nginx } = inject('clients')

describe.skipIf(nginx === undefined)('examples/nginx in front of the device API', () => {
  let stack: LocalStack & { readonly endpoints: Endpoints }
  let proxy: RunningProxy
  let url: URL

  beforeAll(async () => {
    // A stack of its own: the one that all tests share believes no proxy.
    stack = await startLocalStack(undefined, ['-c', `identity=${JSON.stringify(IDENTITY)}`])
    url = new URL(stack.endpoints.onboardingUrl)
    proxy = await startNginxProxy({
      nginx: nginx ?? '',
      dir: stack.dir,
      onboardingUrl: url,
      rootCa: stack.endpoints.rootCa,
      address: PROXY,
    })
  })
  afterAll(async () => {
    await proxy?.stop()
    await stack?.interrupt()
    if (stack !== undefined) rmSync(stack.dir, { recursive: true })
  })

  const throughProxy = (
    localAddress: string,
    headers: OutgoingHttpHeaders = {},
    path = url.pathname,
  ): Promise<Answer> =>
    exchange({
      host: proxy.host,
      port: proxy.port,
      ca: proxy.rootCaPem,
      path,
      localAddress,
      headers,
    })

  const directly = (localAddress: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
    exchange({
      host: url.hostname,
      port: url.port,
      ca: readFileSync(stack.endpoints.rootCa, 'utf8'),
      path: url.pathname,
      localAddress,
      headers,
    })

  const victim = '127.0.0.3'
  const STRANGER = '127.9.9.9'
  const claims: readonly (readonly [string, OutgoingHttpHeaders])[] = [
    ['nothing', {}],
    ['X-Real-IP', { 'X-Real-IP': victim }],
    ['X-Real-IP in lower case', { 'x-real-ip': victim }],
    ['X-Real-IP twice', { 'X-Real-IP': [victim, victim] }],
    ['X_Real_IP, with underscores', { X_Real_IP: victim }],
    ['a list in X-Real-IP', { 'X-Real-IP': `${victim}, 127.0.0.1` }],
    ['an empty X-Real-IP', { 'X-Real-IP': '' }],
    ['X-Forwarded-For', { 'X-Forwarded-For': victim }],
    ['X-Forwarded-For twice', { 'X-Forwarded-For': [victim, `${victim}, ${PROXY}`] }],
    ['Forwarded', { Forwarded: `for=${victim}` }],
    ['X-Real-IP as a header of the connection', { Connection: 'X-Real-IP', 'X-Real-IP': victim }],
    ['all of them', { 'X-Real-IP': victim, 'X-Forwarded-For': victim, Forwarded: `for=${victim}` }],
  ]

  it('makes each caller its own SIM', async () => {
    const asked = stack.endpoints.sims.map(async ({ address, iccid }) => {
      const { body } = await throughProxy(address)
      expect(JSON.parse(body).clientId).toBe(iccid)
    })

    expect(asked.length).toBeGreaterThan(7)
    await Promise.all(asked)
  })

  it.each(claims)('does not let a SIM be another one by claiming %s', async (_name, headers) => {
    const [self] = stack.endpoints.sims

    const { status, body } = await throughProxy(self?.address ?? '', headers)

    expect(status).toBe(200)
    expect(JSON.parse(body).clientId).toBe(self?.iccid)
  })

  it.each(claims)('does not let a stranger be a SIM by claiming %s', async (_name, headers) => {
    const { status } = await throughProxy(STRANGER, headers)

    expect(status).toBe(404)
  })

  it.each(claims)(
    'is the only one that is answered, not a SIM past it with %s',
    async (_name, headers) => {
      const [self] = stack.endpoints.sims

      const { status, body } = await directly(self?.address ?? '', headers)

      expect(status).toBe(404)
      expect(JSON.parse(body).errors[0].code).toBe('SIM_NOT_FOUND')
    },
  )

  it('is no SIM itself', async () => {
    const { status, body } = await directly(PROXY)

    expect(status).toBe(400)
    expect(JSON.parse(body).errors[0].code).toBe('INVALID_PROXY_HEADER')
  })

  it('passes the query on, and nothing but the one path', async () => {
    const [self] = stack.endpoints.sims
    const address = self?.address ?? ''
    const compact = await throughProxy(address, {}, `${url.pathname}?layout=compact`)
    const wrong = await throughProxy(address, {}, `${url.pathname}?layout=wrong`)
    const other = await throughProxy(address, {}, '/device-api/')

    expect(compact.status).toBe(200)
    expect(JSON.parse(compact.body).username.length).toBeLessThan(700)
    expect(JSON.parse(wrong.body).errors[0].code).toBe('INVALID_LAYOUT')
    expect(other.status).toBe(404)
  })
})

describe.skipIf(nginx === undefined)('what examples/nginx sends to the device API', () => {
  let dir: string
  let upstream: Awaited<ReturnType<typeof startRecordingUpstream>>
  let proxy: RunningProxy

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nginx-proxy-'))
    upstream = await startRecordingUpstream(dir)
    proxy = await startNginxProxy({
      nginx: nginx ?? '',
      dir,
      onboardingUrl: upstream.url,
      rootCa: upstream.rootCa,
      address: PROXY,
    })
  })
  afterAll(async () => {
    await proxy?.stop()
    upstream?.close()
    if (dir !== undefined) rmSync(dir, { recursive: true })
  })

  const send = async (
    path: string,
    headers: OutgoingHttpHeaders = {},
    method = 'GET',
    body = '',
  ) => {
    upstream.requests.length = 0
    const { host, port, rootCaPem: ca } = proxy
    const options = { host, port, ca, method, path, localAddress: '127.0.0.3', headers }
    const { status } = await exchange(options, body)
    return { status, requests: upstream.requests }
  }

  it.each([
    ['/device-api/onboarding/mqtt/tokens', ''],
    ['/device-api/onboarding/mqtt/tokens?layout=compact', '?layout=compact'],
    ['/otherapi/secret/../../device-api/onboarding/mqtt/tokens', ''],
    ['/other/%2e%2e/device-api/onboarding/mqtt/tokens?a=/../b', '?a=/../b'],
    ['//device-api//onboarding/mqtt/tokens', ''],
  ])('is, for %s, the one path and the query', async (path, query) => {
    const { requests } = await send(path)

    expect(requests).toMatchObject([
      { method: 'GET', target: `/device-api/onboarding/mqtt/tokens${query}` },
    ])
  })

  it('is no header of the caller but Accept, and no body', async () => {
    const { requests } = await send(
      '/device-api/onboarding/mqtt/tokens',
      {
        Accept: 'text/csv',
        Authorization: 'AWS4-HMAC-SHA256 Credential=a',
        'Content-Length': 2,
        Cookie: 'a=b',
        'X-Amz-Date': '20261122T000000Z',
        'x-apigw-api-id': 'otherapi',
        'X-Forwarded-For': '127.0.0.1',
        'X-Real-IP': '127.0.0.1',
      },
      'GET',
      'hi',
    )

    expect(requests).toEqual([
      {
        method: 'GET',
        target: '/device-api/onboarding/mqtt/tokens',
        headers: {
          host: ['localhost'],
          'x-real-ip': ['127.0.0.3'],
          accept: ['text/csv'],
          connection: ['close'],
        },
        body: '',
      },
    ])
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('is no %s', async (method) => {
    const { status, requests } = await send('/device-api/onboarding/mqtt/tokens', {}, method)

    expect(status).toBe(403)
    expect(requests).toEqual([])
  })
})
