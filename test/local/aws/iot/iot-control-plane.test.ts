import {
  ClearDefaultAuthorizerCommand,
  CreateAuthorizerCommand,
  DeleteAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  DescribeEndpointCommand,
  IoTClient,
  ListAuthorizersCommand,
  ListTagsForResourceCommand,
  ListThingsCommand,
  SetDefaultAuthorizerCommand,
  TagResourceCommand,
  TestInvokeAuthorizerCommand,
  UntagResourceCommand,
  UpdateAuthorizerCommand,
} from '@aws-sdk/client-iot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createIotControlPlane } from '../../../../local/aws/iot/iot-control-plane.ts'
import type { AuthorizerEvent } from '../../../../local/iot-core/authentication/authorizer-event.ts'
import { createTestInvokeAuthorizer } from '../../../../local/iot-core/authentication/test-invoke-authorizer.ts'
import { AuthorizerRegistry } from '../../../../local/iot-core/control-plane/authorizer-registry.ts'
import {
  ARN_PREFIX,
  admission,
  FUNCTION_ARN,
  policy,
  SIGNATURE,
  signer,
  TOKEN,
} from '../../iot-core/authentication/support/authentication.ts'
import { serve } from './support/serve.ts'

const NOW = new Date('2026-11-22T06:00:00.250Z')
const ARN = `${ARN_PREFIX}:authorizer/sim`
const creation = {
  authorizerName: 'sim',
  authorizerFunctionArn: FUNCTION_ARN,
  tokenKeyName: 'token',
  tokenSigningPublicKeys: { live: signer.publicKey },
}

const start = async (answer: unknown = admission) => {
  const events: AuthorizerEvent[] = []
  const url = await serve(
    createIotControlPlane({
      registry: new AuthorizerRegistry({ arnPrefix: ARN_PREFIX, now: () => NOW }),
      endpointAddress: () => 'localhost',
      testInvokeAuthorizer: createTestInvokeAuthorizer({
        invoke: async (_arn, event) => {
          events.push(event)
          return answer
        },
      }),
    }),
  )
  const client = new IoTClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  })
  onTestFinished(() => client.destroy())
  return { client, events, url }
}

const errorOf = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => new Error('expected a refusal'),
    (reason: unknown) => reason,
  )
  const { name, $metadata } = Object(error)
  return [name, $metadata?.httpStatusCode]
}

describe('createIotControlPlane', () => {
  it('creates, describes, updates and deletes an authorizer', async () => {
    const { client } = await start()
    const named = { authorizerName: 'sim' }

    const created = await client.send(new CreateAuthorizerCommand(creation))
    expect(created).toMatchObject({ authorizerName: 'sim', authorizerArn: ARN })
    await client.send(new UpdateAuthorizerCommand({ ...named, status: 'ACTIVE' }))
    const { authorizerDescription } = await client.send(new DescribeAuthorizerCommand(named))
    expect(authorizerDescription).toEqual({
      ...creation,
      authorizerArn: ARN,
      status: 'ACTIVE',
      creationDate: NOW,
      lastModifiedDate: NOW,
      signingDisabled: false,
      enableCachingForHttp: false,
    })
    const remove = () => client.send(new DeleteAuthorizerCommand(named))
    expect(await errorOf(remove())).toEqual(['DeleteConflictException', 409])
    await client.send(new UpdateAuthorizerCommand({ ...named, status: 'INACTIVE' }))
    await remove()
    expect(await errorOf(remove())).toEqual(['ResourceNotFoundException', 404])
  })

  it('names the resource that exists already', async () => {
    const { client } = await start()
    await client.send(new CreateAuthorizerCommand(creation))

    await expect(client.send(new CreateAuthorizerCommand(creation))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      $metadata: { httpStatusCode: 409 },
      resourceId: 'sim',
      resourceArn: ARN,
    })
  })

  it('refuses the eleventh authorizer', async () => {
    const { client } = await start()
    for (let index = 0; index < 10; index++) {
      await client.send(new CreateAuthorizerCommand({ ...creation, authorizerName: `a${index}` }))
    }

    expect(await errorOf(client.send(new CreateAuthorizerCommand(creation)))).toEqual([
      'LimitExceededException',
      410,
    ])
  })

  it.each([
    ['a wrong name', { authorizerName: 'a.b' }],
    ['a wrong key', { tokenSigningPublicKeys: { live: 'x' } }],
    ['no key', { tokenSigningPublicKeys: undefined }],
    ['a wrong tag', { tags: [{ Key: 'aws:x', Value: 'y' }] }],
  ])('refuses to create with %s, and creates nothing', async (_what, wrong) => {
    const { client } = await start()

    expect(
      await errorOf(client.send(new CreateAuthorizerCommand({ ...creation, ...wrong }))),
    ).toEqual(['InvalidRequestException', 400])
    expect((await client.send(new ListAuthorizersCommand({}))).authorizers).toEqual([])
  })

  it('sets, describes and clears the default authorizer', async () => {
    const { client } = await start()
    const describeDefault = () => client.send(new DescribeDefaultAuthorizerCommand({}))
    const setDefault = () => client.send(new SetDefaultAuthorizerCommand({ authorizerName: 'sim' }))
    await client.send(new CreateAuthorizerCommand(creation))

    expect(await errorOf(describeDefault())).toEqual(['ResourceNotFoundException', 404])
    expect(await setDefault()).toMatchObject({ authorizerName: 'sim', authorizerArn: ARN })
    expect(await errorOf(setDefault())).toEqual(['ResourceAlreadyExistsException', 409])
    expect((await describeDefault()).authorizerDescription?.authorizerName).toBe('sim')
    await client.send(new ClearDefaultAuthorizerCommand({}))
    expect(await errorOf(client.send(new ClearDefaultAuthorizerCommand({})))).toEqual([
      'ResourceNotFoundException',
      404,
    ])
  })

  it('lists page by page, and by status', async () => {
    const { client } = await start()
    for (const authorizerName of ['c', 'a', 'b']) {
      const status = authorizerName === 'a' ? 'INACTIVE' : 'ACTIVE'
      await client.send(new CreateAuthorizerCommand({ ...creation, authorizerName, status }))
    }
    const list = async (input: object) => {
      const { authorizers, nextMarker } = await client.send(new ListAuthorizersCommand(input))
      return { names: authorizers?.map((one) => one.authorizerName), nextMarker }
    }

    const first = await list({ pageSize: 2 })
    expect(first.names).toEqual(['a', 'b'])
    expect(await list({ pageSize: 2, marker: first.nextMarker })).toEqual({ names: ['c'] })
    expect(await list({ status: 'ACTIVE' })).toEqual({ names: ['b', 'c'] })
  })

  it.each([[{ pageSize: 0 }], [{ pageSize: 251 }], [{ marker: '*' }], [{ ascendingOrder: false }]])(
    'refuses to list %j',
    async (input) => {
      const { client } = await start()

      expect(await errorOf(client.send(new ListAuthorizersCommand(input)))).toEqual([
        'InvalidRequestException',
        400,
      ])
    },
  )

  it('describes the data endpoint only', async () => {
    const { client } = await start()
    const endpoint = (endpointType?: string) =>
      client.send(new DescribeEndpointCommand({ endpointType }))

    expect((await endpoint('iot:Data-ATS')).endpointAddress).toBe('localhost')
    expect(await errorOf(endpoint('iot:Jobs'))).toEqual(['InvalidRequestException', 400])
    expect(await errorOf(endpoint())).toEqual(['InvalidRequestException', 400])
  })

  it('tags, lists tags and removes them', async () => {
    const { client } = await start()
    const tags = [{ Key: 'stage', Value: 'dev' }]
    await client.send(new CreateAuthorizerCommand({ ...creation, tags }))
    const list = async () =>
      (await client.send(new ListTagsForResourceCommand({ resourceArn: ARN }))).tags

    await client.send(
      new TagResourceCommand({ resourceArn: ARN, tags: [{ Key: 'x', Value: '1' }] }),
    )
    expect(await list()).toEqual([...tags, { Key: 'x', Value: '1' }])
    await client.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['stage'] }))
    expect(await list()).toEqual([{ Key: 'x', Value: '1' }])
    const other = client.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}x` }))
    expect(await errorOf(other)).toEqual(['ResourceNotFoundException', 404])
  })

  it('refuses operations that it does not emulate', async () => {
    const { client, url } = await start()

    expect(await errorOf(client.send(new ListThingsCommand({})))).toEqual([
      'UnknownOperationException',
      404,
    ])
    expect((await fetch(`${url}/default-authorizer`, { method: 'PUT' })).status).toBe(405)
  })

  it.each([
    ['text that is not JSON', '{'],
    ['a list', '[]'],
    ['a member of another type', '{"authorizerFunctionArn":7}'],
  ])('refuses a body that is %s', async (_what, body) => {
    const { url } = await start()

    const response = await fetch(`${url}/authorizer/sim`, { method: 'POST', body })

    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toBe('InvalidRequestException')
  })

  it('refuses a malformed path', async () => {
    const { url } = await start()

    expect((await fetch(`${url}/authorizer/%zz`)).status).toBe(400)
  })
})

describe('TestInvokeAuthorizer', () => {
  const invocation = { authorizerName: 'sim', token: TOKEN, tokenSignature: SIGNATURE }
  const startWith = async (answer?: unknown) => {
    const started = await start(answer)
    await started.client.send(new CreateAuthorizerCommand(creation))
    const test = (more: object = {}) =>
      started.client.send(new TestInvokeAuthorizerCommand({ ...invocation, ...more }))
    return { ...started, test }
  }

  it('invokes with the token alone and gives the policies as text', async () => {
    const { events, test } = await startWith()

    expect(await test()).toMatchObject({
      isAuthenticated: true,
      principalId: 'dev',
      policyDocuments: [JSON.stringify(policy)],
      refreshAfterInSeconds: 300,
      disconnectAfterInSeconds: 86_400,
    })
    expect(events).toEqual([
      {
        token: TOKEN,
        signatureVerified: true,
        protocols: [],
        connectionMetadata: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ])
  })

  it('passes on the contexts', async () => {
    const { events, test } = await startWith()
    const httpContext = { headers: { token: 'x' }, queryString: '?a=b' }

    await test({
      httpContext,
      mqttContext: { username: 'u', password: Buffer.from('pass'), clientId: 'dev' },
      tlsContext: { serverName: 'localhost' },
    })

    expect(events[0]).toMatchObject({
      protocols: ['tls', 'http', 'mqtt'],
      protocolData: {
        tls: { serverName: 'localhost' },
        http: httpContext,
        mqtt: { username: 'u', password: 'cGFzcw==', clientId: 'dev' },
      },
    })
  })

  it('says that a client is not authenticated', async () => {
    const { test } = await startWith({ isAuthenticated: false })

    expect((await test()).isAuthenticated).toBe(false)
  })

  it.each([
    ['no token', { token: undefined }],
    ['no signature', { tokenSignature: undefined }],
    ["another token's signature", { tokenSignature: signer.sign('other') }],
    ['base64url', { tokenSignature: 'a-_b' }],
    ['a long token', { token: 'a'.repeat(6145) }],
  ])('refuses %s without invoking the Lambda', async (_what, wrong) => {
    const { events, test } = await startWith()

    expect(await errorOf(test(wrong))).toEqual(['InvalidRequestException', 400])
    expect(events).toEqual([])
  })

  it.each([[{}], [{ ...admission, principalId: 'a-b' }], [null]])(
    'refuses the answer %j of the Lambda',
    async (answer) => {
      const { test } = await startWith(answer)

      expect(await errorOf(test())).toEqual(['InvalidResponseException', 400])
    },
  )

  it('does not know an authorizer that does not exist', async () => {
    const { client } = await start()

    expect(await errorOf(client.send(new TestInvokeAuthorizerCommand(invocation)))).toEqual([
      'ResourceNotFoundException',
      404,
    ])
  })
})
