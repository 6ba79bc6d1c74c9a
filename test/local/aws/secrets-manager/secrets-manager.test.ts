import { randomUUID } from 'node:crypto'
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsEndpoint, createAwsEndpoint } from '../../../../local/aws/aws-endpoint.ts'
import { createSecretsManager } from '../../../../local/aws/secrets-manager/secrets-manager.ts'

let endpoint: AwsEndpoint
let client: SecretsManagerClient

beforeEach(async () => {
  endpoint = createAwsEndpoint([
    createSecretsManager({ partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }),
  ])
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${await endpoint.listen(0)}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
})

afterEach(async () => {
  client.destroy()
  await endpoint.close()
})

const create = async (Name = 'keys'): Promise<string> =>
  (await client.send(new CreateSecretCommand({ Name }))).ARN ?? ''

const put = (SecretId: string, SecretString: string, ClientRequestToken = randomUUID()) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }))

const get = (SecretId: string, selector: { VersionStage?: string; VersionId?: string } = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...selector }))

describe('createSecretsManager', () => {
  it('has no value for a secret that was created without one', async () => {
    const arn = await create()

    await expect(get(arn)).rejects.toThrow(ResourceNotFoundException)
    await expect(get(arn)).rejects.toThrow('for staging label: AWSCURRENT')
  })

  it('takes the value of CreateSecret for the current one', async () => {
    await client.send(new CreateSecretCommand({ Name: 'keys', SecretString: 'one' }))

    expect(await get('keys')).toMatchObject({
      SecretString: 'one',
      Name: 'keys',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    })
  })

  it('keeps the version before the current one as the previous one', async () => {
    const arn = await create()
    await put(arn, 'one')
    await put(arn, 'two')

    expect((await get(arn)).SecretString).toBe('two')
    expect((await get(arn, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one')
  })

  it('forgets the staging labels of older versions, not their values', async () => {
    const arn = await create()
    const { VersionId = '' } = await put(arn, 'one')
    await put(arn, 'two')
    await put(arn, 'three')

    expect((await get(arn, { VersionId })).VersionStages).toEqual([])
    expect((await get(arn, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two')
  })

  it('takes the request token for the version id, and the same value again for the same request', async () => {
    const arn = await create()
    const token = randomUUID()
    await put(arn, 'one', token)

    const { VersionId } = await put(arn, 'one', token)

    expect(VersionId).toBe(token)
  })

  it('leaves the current version alone when an older request is repeated', async () => {
    const arn = await create()
    const token = randomUUID()
    await put(arn, 'one', token)
    await put(arn, 'two')

    await put(arn, 'one', token)

    expect((await get(arn)).SecretString).toBe('two')
  })

  it('keeps binary values', async () => {
    const arn = await create()
    const bytes = Buffer.from([0, 255, 1])
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretBinary: bytes }))

    expect((await get(arn)).SecretBinary).toEqual(new Uint8Array(bytes))
  })

  it('finds a secret by name, ARN and ARN without its suffix', async () => {
    const arn = await create()
    await put(arn, 'one')

    for (const id of ['keys', arn, arn.slice(0, -7)])
      expect((await get(id)).SecretString).toBe('one')
  })

  it('describes versions and never values', async () => {
    const arn = await create()
    const { VersionId = '' } = await put(arn, 'one')

    const described = await client.send(new DescribeSecretCommand({ SecretId: arn }))

    expect(described.VersionIdsToStages).toEqual({ [VersionId]: ['AWSCURRENT'] })
    expect(JSON.stringify(described)).not.toContain('"one"')
  })

  it('moves a staging label to another version', async () => {
    const arn = await create()
    const { VersionId: first = '' } = await put(arn, 'one')
    const { VersionId: second = '' } = await put(arn, 'two')

    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: first,
        RemoveFromVersionId: second,
      }),
    )

    expect((await get(arn)).SecretString).toBe('one')
    expect((await get(arn, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two')
  })

  it('lists secrets until they are deleted', async () => {
    await create('a')
    await create('b')
    await client.send(new DeleteSecretCommand({ SecretId: 'a' }))

    const { SecretList } = await client.send(new ListSecretsCommand({}))

    expect(SecretList?.map(({ Name }) => Name)).toEqual(['b'])
    await expect(get('a')).rejects.toThrow(InvalidRequestException)
  })

  it('frees the name of a secret that was deleted for good', async () => {
    await create('a')
    await client.send(new DeleteSecretCommand({ SecretId: 'a', ForceDeleteWithoutRecovery: true }))

    expect(await create('a')).toContain(':secret:a-')
  })

  it('refuses a name that is taken', async () => {
    await create()

    await expect(create()).rejects.toThrow(ResourceExistsException)
  })

  it('refuses another value under the same request token, without quoting it', async () => {
    const arn = await create()
    const token = randomUUID()
    await put(arn, 'one', token)

    const again = put(arn, 'hunter2', token)

    await expect(again).rejects.toThrow(ResourceExistsException)
    await expect(again).rejects.not.toThrow('hunter2')
  })

  it('refuses a put without a value', async () => {
    const arn = await create()

    const putting = client.send(new PutSecretValueCommand({ SecretId: arn }))

    await expect(putting).rejects.toThrow(InvalidParameterException)
  })

  it('refuses to leave a secret without a current version', async () => {
    const arn = await create()
    const { VersionId = '' } = await put(arn, 'one')

    const removing = client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: VersionId,
      }),
    )

    await expect(removing).rejects.toThrow(InvalidParameterException)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['a secret that does not exist', () => get('absent'), 'ResourceNotFoundException'],
    [
      'an operation that is not emulated',
      () => client.send(new GetRandomPasswordCommand({})),
      'UnknownOperationException',
    ],
    [
      'a name that AWS does not take',
      () => client.send(new CreateSecretCommand({ Name: 'a b' })),
      'ValidationException',
    ],
  ])('refuses %s', async (_, call, name) => {
    await expect(call()).rejects.toMatchObject({ name })
  })
})
