import { describe, expect, it } from 'vitest'
import { createIotDataPlane } from '../../../../local/aws/iot/iot-data-plane.ts'
import { serve } from './support/serve.ts'

const retained = ['b/x', 'a', 'c'].map((topic, index) => ({
  topic,
  payload: Buffer.from(`payload ${index}`),
  qos: 1 as const,
  lastModified: new Date(1000 + index),
}))

const start = async () => {
  const published: object[] = []
  const disconnected: object[] = []
  const url = await serve(
    createIotDataPlane({
      publish: (topic, payload, options) => {
        if (topic.includes('#')) throw new RangeError('expected a topic without wildcards, got #')
        if (topic === 'broken') throw new Error('secret')
        published.push({ topic, payload: Buffer.from(payload).toString(), ...options })
      },
      disconnectClient: (clientId, options) => {
        disconnected.push({ clientId, ...options })
        return clientId === 'dev'
      },
      retainedMessages: () => retained,
    }),
  )
  const call = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}${path}`, { method, ...init })
    const type = response.headers.get('x-amzn-errortype')
    const requestId = response.headers.get('x-amzn-requestid')
    const body: unknown = await response.json()
    return { status: response.status, type, requestId, body }
  }
  return { published, disconnected, call }
}

describe('createIotDataPlane', () => {
  it.each([
    ['/topics/a/b?qos=1&retain=true', { topic: 'a/b', qos: 1, retain: true }],
    ['/topics/a%2Fb', { topic: 'a/b', qos: 0, retain: false }],
    ['/topics//a', { topic: '/a', qos: 0, retain: false }],
  ])('publishes at %s', async (path, message) => {
    const { call, published } = await start()

    const answer = await call('POST', path, { body: 'hello' })

    expect(published).toEqual([{ ...message, payload: 'hello' }])
    expect(answer).toMatchObject({
      status: 200,
      body: { message: 'OK', traceId: answer.requestId },
    })
  })

  it.each([
    ['/topics/a?qos=2', {}, 400, 'InvalidRequestException'],
    ['/topics/a?qos=', {}, 400, 'InvalidRequestException'],
    ['/topics/a?retain=yes', {}, 400, 'InvalidRequestException'],
    ['/topics/a%23', {}, 400, 'InvalidRequestException'],
    ['/topics/%ff', {}, 400, 'InvalidRequestException'],
    ['/topics/a?responseTopic=b', {}, 400, 'InvalidRequestException'],
    [
      '/topics/a',
      { headers: { 'x-amz-mqtt5-user-properties': 'W10=' } },
      400,
      'InvalidRequestException',
    ],
    ['/topics/a', { body: 'x'.repeat(128 * 1024 + 1) }, 413, 'RequestEntityTooLargeException'],
    ['/topics/', {}, 404, 'UnknownOperationException'],
    ['/topics/broken', {}, 500, 'InternalFailureException'],
  ])('refuses to publish at %s (%#)', async (path, init, status, type) => {
    const { call, published } = await start()

    const answer = await call('POST', path, init)

    expect(answer).toMatchObject({ status, type })
    expect(JSON.stringify(answer.body)).not.toContain('secret')
    expect(published).toEqual([])
  })

  it('refuses another method', async () => {
    const { call } = await start()

    expect(await call('GET', '/topics/a')).toMatchObject({
      status: 405,
      type: 'MethodNotAllowedException',
    })
  })

  it('disconnects a client that is connected', async () => {
    const { call, disconnected } = await start()

    expect(await call('DELETE', '/connections/dev?cleanSession=true')).toMatchObject({
      status: 200,
    })
    expect(await call('DELETE', '/connections/a%2Fb?preventWillMessage=true')).toMatchObject({
      status: 404,
      type: 'ResourceNotFoundException',
    })
    expect(disconnected).toEqual([
      { clientId: 'dev', cleanSession: true, preventWillMessage: false },
      { clientId: 'a/b', cleanSession: false, preventWillMessage: true },
    ])
  })

  it('gets a retained message', async () => {
    const { call } = await start()

    expect((await call('GET', '/retainedMessage/b%2Fx')).body).toEqual({
      topic: 'b/x',
      payload: Buffer.from('payload 0').toString('base64'),
      qos: 1,
      lastModifiedTime: 1000,
    })
    expect(await call('GET', '/retainedMessage/none')).toMatchObject({ status: 404 })
  })

  it('lists retained messages page by page', async () => {
    const { call } = await start()

    const first = await call('GET', '/retainedMessage?maxResults=2')
    const { nextToken } = Object(first.body)
    const second = await call('GET', `/retainedMessage?nextToken=${nextToken}`)

    expect(first.body).toMatchObject({
      retainedTopics: [
        { topic: 'a', payloadSize: 9, qos: 1, lastModifiedTime: 1001 },
        { topic: 'b/x', payloadSize: 9, qos: 1, lastModifiedTime: 1000 },
      ],
    })
    expect(second.body).toEqual({
      retainedTopics: [{ topic: 'c', payloadSize: 9, qos: 1, lastModifiedTime: 1002 }],
    })
  })
})
