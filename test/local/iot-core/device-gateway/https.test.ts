import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import type { RequestOptions } from 'node:https'
import { Agent, request } from 'node:https'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '../support/gateway.ts'
import { authenticated, startGateway } from '../support/gateway.ts'
import { isClosed } from '../support/is-closed.ts'
import { openPacketClient } from '../support/packet-client.ts'

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const post = async (
  { port, ca }: Pick<RunningGateway, 'port' | 'ca'>,
  path: string,
  options: RequestOptions & { body?: string | Buffer } = {},
): Promise<Answer> => {
  const { body = 'hello', ...rest } = options
  const sent = request({
    host: '127.0.0.1',
    servername: 'localhost',
    method: 'POST',
    port,
    ca,
    path,
    agent: false,
    ...rest,
  })
  sent.on('error', () => {})
  sent.end(body)
  const [response] = await once(sent, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: String(Buffer.concat(chunks)),
  }
}

describe('POST /topics/<topic>', () => {
  let running: RunningGateway
  beforeEach(async () => {
    running = await startGateway()
  })
  afterEach(() => running.close())
  const subscriber = async (version: 4 | 5 = 4) => {
    const client = await openPacketClient({ ...running, version })
    await client.connect({ clientId: 'subscriber' })
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 1 }] })
    await client.next('suback')
    return client
  }

  it.each(['/topics/a/b?qos=1', '/topics/a%2Fb?qos=1'])('publishes to %s', async (path) => {
    const client = await subscriber()

    const { status, headers, body } = await post(running, path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', username: 'JWT,' },
    })

    expect(status).toBe(200)
    expect(body).toMatch(/^\{"message":"OK","traceId":"[0-9a-f-]{36}"\}$/)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '65',
      'x-amzn-requestid': JSON.parse(body).traceId,
    })
    const message = await client.next('publish')
    expect(message).toMatchObject({ topic: 'a/b', qos: 1 })
    expect(String(message.payload)).toBe('hello')
    expect(running.decisions.at(-1)).toMatchObject({
      event: 'Publish',
      outcome: 'allowed',
      protocol: 'HTTPS',
      resource: 'a/b',
      principalId: 'principal',
    })
  })

  it('shows the authorizer headers and query, and no MQTT', async () => {
    await post(running, '/topics/a?token=t%20t', { headers: { ClientId: 'x' } })

    expect(running.contexts).toMatchObject([
      {
        serverName: 'localhost',
        http: { headers: { clientid: 'x' }, queryString: '?token=t%20t' },
      },
    ])
    expect(running.contexts[0]).not.toHaveProperty('mqtt')
  })

  it('hands on what MQTT 5 carries', async () => {
    const client = await subscriber(5)
    const json = JSON.stringify([{ name: 'one' }, { name: 'two' }])

    await post(
      running,
      '/topics/a?contentType=text%2Fplain&responseTopic=answers&messageExpiry=60',
      {
        headers: {
          'x-amz-mqtt5-user-properties': Buffer.from(json).toString('base64'),
          'x-amz-mqtt5-correlation-data': 'AQI=',
          'x-amz-mqtt5-payload-format-indicator': 'UTF8_DATA',
        },
      },
    )

    expect((await client.next('publish')).properties).toEqual({
      contentType: 'text/plain',
      responseTopic: 'answers',
      messageExpiryInterval: 60,
      correlationData: Buffer.from([1, 2]),
      payloadFormatIndicator: true,
      userProperties: { name: ['one', 'two'] },
    })
  })

  it('retains', async () => {
    await post(running, '/topics/a?retain=true')

    expect(running.gateway.retainedMessages()).toMatchObject([{ topic: 'a' }])
  })

  it.each([
    [
      'refused credentials',
      '/topics/a?token=wrong',
      {},
      403,
      'ForbiddenException',
      'NOT_AUTHENTICATED',
    ],
    ['a denied topic', '/topics/denied/a', {}, 403, 'ForbiddenException', 'IMPLICIT_DENY'],
    [
      'no iot:RetainPublish',
      '/topics/no-retainpublish?retain=true',
      {},
      403,
      'ForbiddenException',
      'IMPLICIT_DENY',
    ],
    ['QoS 2', '/topics/a?qos=2', {}, 400, 'InvalidRequestException', 'PROTOCOL_ERROR'],
    ['a wildcard', '/topics/a%2F%23', {}, 400, 'InvalidRequestException', 'TOPIC_INVALID'],
    ['a bad escape', '/topics/%zz', {}, 400, 'InvalidRequestException', 'PROTOCOL_ERROR'],
    [
      'another method',
      '/topics/a',
      { method: 'PUT' },
      405,
      'MethodNotAllowedException',
      'PROTOCOL_ERROR',
    ],
    ['another path', '/things/a', {}, 404, 'ResourceNotFoundException', 'PROTOCOL_ERROR'],
    [
      'over 128 KB',
      '/topics/a',
      { body: Buffer.alloc(131_073) },
      413,
      'RequestEntityTooLargeException',
      'QUOTA_EXCEEDED',
    ],
    [
      'over 128 KB in chunks',
      '/topics/a',
      { body: Buffer.alloc(131_073), headers: { 'transfer-encoding': 'chunked' } },
      413,
      'RequestEntityTooLargeException',
      'QUOTA_EXCEEDED',
    ],
    [
      'another host',
      '/topics/a',
      { servername: '', headers: { host: 'elsewhere' } },
      403,
      'ForbiddenException',
      'SERVER_NAME_MISMATCH',
    ],
  ])('refuses %s', async (_what, path, options, status, type, reason) => {
    const answer = await post(running, path, options)

    expect(answer.status).toBe(status)
    expect(answer.headers['x-amzn-errortype']).toBe(type)
    expect(JSON.parse(answer.body)).toEqual({
      message: expect.any(String),
      traceId: answer.headers['x-amzn-requestid'],
    })
    expect(running.decisions).toMatchObject([{ event: 'Publish', outcome: 'refused', reason }])
  })

  it('takes the endpoint from Host when there is no SNI', async () => {
    const { status } = await post(running, '/topics/a', {
      servername: '',
      headers: { host: 'LOCALHOST:443' },
    })

    expect(status).toBe(200)
  })

  it('serves HTTP/1.0', async () => {
    const socket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
    })
    socket.write('POST /topics/a HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi')

    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)

    expect(String(Buffer.concat(chunks))).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"message":"OK"/)
  })

  it('asks the authorizer at each request of a connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })

    await post(running, '/topics/a', { agent })
    await post(running, '/topics/b', { agent })

    expect(running.contexts).toHaveLength(2)
    expect(running.contexts[0]?.connectionId).toBe(running.contexts[1]?.connectionId)
    agent.destroy()
  })

  it('keeps a cacheable answer for one connection and the same credentials', async () => {
    await running.close()
    running = await startGateway({
      authenticate: async () => ({
        ...authenticated,
        cacheableForHttp: true,
        refreshAfterInSeconds: 300,
      }),
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    await post(running, '/topics/a?token=1', { agent })
    await post(running, '/topics/b?token=1&qos=1', { agent })
    expect(running.contexts).toHaveLength(1)

    await post(running, '/topics/b?token=2', { agent })
    expect(running.contexts).toHaveLength(2)
    await post(running, '/topics/b?token=2')
    expect(running.contexts).toHaveLength(3)
    running.clock.advance(20_000)
    await post(running, '/topics/b?token=2', { agent })
    expect(running.contexts).toHaveLength(3)
    agent.destroy()
  })

  it('judges the credentials of one connection one after the other', async () => {
    const waiting: (() => void)[] = []
    await running.close()
    running = await startGateway({
      authenticate: () => new Promise((resolve) => waiting.push(() => resolve(authenticated))),
    })
    const socket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
    })
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))

    socket.write(
      'POST /topics/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n'.repeat(2),
    )

    await expect.poll(() => waiting).toHaveLength(1)
    expect(running.contexts).toHaveLength(1)
    waiting[0]?.()
    await expect.poll(() => waiting).toHaveLength(2)
    waiting[1]?.()
    await expect
      .poll(() => String(Buffer.concat(chunks)).match(/HTTP\/1\.1 200 OK/g))
      .toHaveLength(2)
    socket.destroy()
  })

  it('throttles an address that has too many credentials judged', async () => {
    const waiting: (() => void)[] = []
    await running.close()
    running = await startGateway({
      quotas: { authenticationsPerAddress: 1, waitingAuthenticationsPerAddress: 0 },
      authenticate: () => new Promise((resolve) => waiting.push(() => resolve(authenticated))),
    })
    const first = post(running, '/topics/a')
    await expect.poll(() => waiting).toHaveLength(1)

    const { status, headers } = await post(running, '/topics/b')

    expect(status).toBe(429)
    expect(headers['x-amzn-errortype']).toBe('ThrottlingException')
    waiting[0]?.()
    expect((await first).status).toBe(200)
  })

  it('answers 401 if told so', async () => {
    const strict = await startGateway({ behaviour: { httpUnauthorizedStatus: 401 } })

    const { status, headers } = await post(strict, '/topics/a?token=wrong')

    expect(status).toBe(401)
    expect(headers['x-amzn-errortype']).toBe('UnauthorizedException')
    await strict.close()
  })

  it('cuts off a client that does not finish its request', async () => {
    const socket = connect({
      host: '127.0.0.1',
      servername: 'localhost',
      port: running.port,
      ca: running.ca,
    })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')
    socket.write('POST /topics/a HTTP/1.1\r\nHost: local')
    const timer = setInterval(() => running.clock.advance(30_000), 5)

    expect(await isClosed(socket)).toBe(true)
    clearInterval(timer)
  })
})
