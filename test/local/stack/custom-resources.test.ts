import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InvokeRequest, LambdaService } from '../../../local/lambda/lambda-service.ts'
import { createCustomResources } from '../../../local/stack/custom-resources.ts'
import type { ResourceRequest } from '../../../local/stack/provider.ts'
import { createResponseUrls, type ResponseUrls } from '../../../local/stack/response-urls.ts'

interface CustomResourceEvent {
  readonly ResponseURL: string
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
}

const request: ResourceRequest = {
  stackName: 'stack',
  stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/stack/1',
  logicalId: 'Thing',
  type: 'Custom::Thing',
  properties: {
    ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:thing',
    ServiceTimeout: 1,
    Flag: true,
    Nested: [{ Count: 2 }],
  },
}

let responseUrls: ResponseUrls

beforeEach(async () => {
  responseUrls = await createResponseUrls()
})

afterEach(() => responseUrls.close())

const put = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'PUT', body: JSON.stringify(body) })

const answerTo = (event: CustomResourceEvent) => ({
  Status: 'SUCCESS',
  PhysicalResourceId: 'thing-1',
  StackId: event.StackId,
  RequestId: event.RequestId,
  LogicalResourceId: event.LogicalResourceId,
})

/** A Lambda service with one function. */
const lambdaThat = (run: (event: CustomResourceEvent) => Promise<string | undefined>) => {
  const invocations: InvokeRequest[] = []
  const retired: string[] = []
  const lambda: LambdaService = {
    createFunction: () => {},
    describe: (name) => {
      throw new Error(`expected nobody to ask for ${name}`)
    },
    addPermission: () => {},
    invoke: async (invocation) => {
      invocations.push(invocation)
      const failure = await run(JSON.parse(invocation.payload))
      return failure === undefined
        ? { requestId: '1', payload: 'null' }
        : { requestId: '1', payload: failure, functionError: 'Unhandled' }
    },
    retire: async (functionName) => {
      retired.push(functionName)
    },
    close: async () => {},
  }
  return { lambda, invocations, retired }
}

const create = ({ lambda }: { lambda: LambdaService }) =>
  createCustomResources(lambda, responseUrls).create(request)

describe('createCustomResources', () => {
  it('sends an event in the shape of CloudFormation', async () => {
    const fake = lambdaThat(async (event) => {
      await put(event.ResponseURL, answerTo(event))
      return undefined
    })

    await create(fake)

    expect(JSON.parse(fake.invocations[0]?.payload ?? '')).toEqual({
      RequestType: 'Create',
      ServiceToken: request.properties.ServiceToken,
      ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/),
      StackId: request.stackId,
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      LogicalResourceId: 'Thing',
      ResourceType: 'Custom::Thing',
      ResourceProperties: {
        ServiceToken: request.properties.ServiceToken,
        ServiceTimeout: '1',
        Flag: 'true',
        Nested: [{ Count: '2' }],
      },
    })
  })

  it('takes the physical id and the data of the answer', async () => {
    const fake = lambdaThat(async (event) => {
      await put(event.ResponseURL, { ...answerTo(event), Data: { Arn: 'a' }, NoEcho: true })
      return undefined
    })

    expect(await create(fake)).toEqual({ ref: 'thing-1', attributes: { Arn: 'a' }, noEcho: true })
  })

  it('frees the function afterwards', async () => {
    const fake = lambdaThat(async (event) => {
      await put(event.ResponseURL, answerTo(event))
      return undefined
    })

    await create(fake)

    expect(fake.retired).toEqual([request.properties.ServiceToken])
  })

  it('takes an answer that comes before the function ends', async () => {
    const end = Promise.withResolvers<undefined>()
    const fake = lambdaThat(async (event) => {
      await put(event.ResponseURL, answerTo(event))
      return end.promise
    })

    expect((await create(fake)).ref).toBe('thing-1')
    end.resolve(undefined)
  })

  it('fails with the Reason of the answer', async () => {
    const fake = lambdaThat(async (event) => {
      await put(event.ResponseURL, { ...answerTo(event), Status: 'FAILED', Reason: 'no luck' })
      return undefined
    })

    await expect(create(fake)).rejects.toThrow('no luck')
  })

  it.each<[string, (event: CustomResourceEvent) => Promise<string | undefined>, string]>([
    ['a function that fails', async () => '{"errorType":"Boom"}', 'Boom'],
    ['a function that ends without an answer', async () => undefined, 'got none'],
    ['a function that takes too long', () => new Promise(() => {}), 'within 1 seconds'],
    [
      'an answer to another request',
      async (event) => {
        await put(event.ResponseURL, { ...answerTo(event), RequestId: 'other' })
        return undefined
      },
      'expected the RequestId of the request',
    ],
  ])('refuses %s', async (_, run, message) => {
    await expect(create(lambdaThat(run))).rejects.toThrow(message)
  })
})

describe('createResponseUrls', () => {
  it('takes one PUT', async () => {
    const { url, body } = responseUrls.create()

    const first = await put(url, { a: 1 })
    const second = await put(url, { a: 2 })

    expect(first.status).toBe(200)
    expect(second.status).toBe(403)
    expect(await body).toBe('{"a":1}')
  })

  it.each<[string, RequestInit & { path?: string }, number]>([
    ['another method', { method: 'POST', body: '{}' }, 403],
    ['another path', { method: 'PUT', body: '{}', path: '/x' }, 403],
    ['a body that is too large', { method: 'PUT', body: 'x'.repeat(4097) }, 400],
  ])('refuses %s', async (_, { path = '', ...init }, status) => {
    const response = await fetch(`${responseUrls.create().url}${path}`, init)

    expect(response.status).toBe(status)
  })
})
