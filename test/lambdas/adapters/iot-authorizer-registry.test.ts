import { generateKeyPairSync } from 'node:crypto'
import {
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  IoTClient,
  ListTagsForResourceCommand,
  SetDefaultAuthorizerCommand,
  UpdateAuthorizerCommand,
} from '@aws-sdk/client-iot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { iotAuthorizerRegistry } from '../../../lambdas/adapters/iot-authorizer-registry.ts'
import { createAwsEndpoint } from '../../../local/aws/aws-endpoint.ts'
import { createIotControlPlane } from '../../../local/aws/iot/iot-control-plane.ts'
import { createTestInvokeAuthorizer } from '../../../local/iot-core/authentication/test-invoke-authorizer.ts'
import { AuthorizerRegistry } from '../../../local/iot-core/control-plane/authorizer-registry.ts'

const invoke = async (): Promise<never> => {
  throw new Error('expected nobody to connect')
}
const endpoint = createAwsEndpoint([
  {
    credentialScopes: ['iot'],
    targetPrefixes: [],
    handle: createIotControlPlane({
      registry: new AuthorizerRegistry({ arnPrefix: 'arn:aws:iot:eu-central-1:123456789012' }),
      testInvokeAuthorizer: createTestInvokeAuthorizer({ invoke }),
      endpointAddress: () => 'localhost',
    }),
  },
])

let client: IoTClient
beforeAll(async () => {
  client = new IoTClient({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${await endpoint.listen(0)}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
})
afterAll(() => endpoint.close())

const keyPem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .publicKey.export({ format: 'pem', type: 'spki' })
    .toString()

const specificationOf = (authorizerName: string) => ({
  authorizerName,
  authorizerFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:authorizer',
  tokenKeyName: 'token',
  tags: { 'simpass:stage': 'blue' },
})

const registryOf = () => {
  const pauses: number[] = []
  const registry = iotAuthorizerRegistry(client, async (milliseconds) => pauses.push(milliseconds))
  return { registry, pauses }
}

const described = async (authorizerName: string) =>
  (await client.send(new DescribeAuthorizerCommand({ authorizerName }))).authorizerDescription

const arnOf = (name: string) => `arn:aws:iot:eu-central-1:123456789012:authorizer/${name}`

const tagsOf = async (name: string) =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn: arnOf(name) }))).tags

describe('iotAuthorizerRegistry', () => {
  it('creates an active authorizer that checks signatures and caches nothing', async () => {
    const { registry } = registryOf()
    const keys = { rs01: keyPem() }

    await registry.create(specificationOf('created'), keys)

    const { tags: _, ...specification } = specificationOf('created')
    expect(await described('created')).toMatchObject({
      ...specification,
      tokenSigningPublicKeys: keys,
      status: 'ACTIVE',
      signingDisabled: false,
      enableCachingForHttp: false,
    })
    expect(await registry.find('created')).toEqual({
      arn: arnOf('created'),
      functionArn: specification.authorizerFunctionArn,
    })
    expect(await tagsOf('created')).toEqual([{ Key: 'simpass:stage', Value: 'blue' }])
  })

  it('adds tags to an authorizer that had none', async () => {
    const { registry } = registryOf()
    const bare = { ...specificationOf('untagged'), tags: {} }
    await registry.create(bare, { rs01: keyPem() })

    await registry.update(bare, { rs01: keyPem() }, arnOf('untagged'))
    expect(await tagsOf('untagged')).toEqual([])

    const tags = { 'simpass:stage': 'green', team: '' }
    await registry.update({ ...bare, tags }, { rs01: keyPem() }, arnOf('untagged'))
    expect(await tagsOf('untagged')).toEqual([
      { Key: 'simpass:stage', Value: 'green' },
      { Key: 'team', Value: '' },
    ])
  })

  it('replaces the keys of an authorizer and makes it active again', async () => {
    const { registry } = registryOf()
    await registry.create(specificationOf('updated'), { rs01: keyPem() })
    await client.send(
      new UpdateAuthorizerCommand({ authorizerName: 'updated', status: 'INACTIVE' }),
    )
    const keys = { rs02: keyPem() }

    await registry.update(specificationOf('updated'), keys, arnOf('updated'))

    expect(await described('updated')).toMatchObject({
      tokenSigningPublicKeys: keys,
      status: 'ACTIVE',
    })
  })

  it('removes an active authorizer that is the default one', async () => {
    const { registry } = registryOf()
    await registry.create(specificationOf('default'), { rs01: keyPem() })
    await client.send(new SetDefaultAuthorizerCommand({ authorizerName: 'default' }))

    await registry.remove('default')

    expect(await registry.find('default')).toBeUndefined()
    await expect(client.send(new DescribeDefaultAuthorizerCommand({}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it("leaves somebody else's default authorizer alone", async () => {
    const { registry } = registryOf()
    await registry.create(specificationOf('ours'), { rs01: keyPem() })
    await registry.create(specificationOf('theirs'), { rs01: keyPem() })
    await client.send(new SetDefaultAuthorizerCommand({ authorizerName: 'theirs' }))

    await registry.remove('ours')

    const { authorizerDescription } = await client.send(new DescribeDefaultAuthorizerCommand({}))
    expect(authorizerDescription?.authorizerName).toBe('theirs')
  })

  it('has nothing to do for an authorizer that is gone', async () => {
    const { registry, pauses } = registryOf()

    await registry.remove('gone')

    expect(await registry.find('gone')).toBeUndefined()
    expect(pauses).toEqual([])
  })
})
