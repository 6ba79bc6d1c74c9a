import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operatorCredentials } from '../../../lambdas/adapters/operator-credentials.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { reasonOf } from '../../support/refusal.ts'

let aws: LocalAws
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const credentialsOf = async (text: string | undefined) => {
  count += 1
  const arn = await aws.createSecret(`operator-${count}`)
  if (text !== undefined) {
    await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }))
  }
  return operatorCredentials(() => aws.secretsManager, arn)
}

describe('operatorCredentials', () => {
  it('reads them from the secret', async () => {
    const credentials = await credentialsOf('{"username":"fleet","password":"p:w","more":1}')

    expect(await credentials()).toEqual({ username: 'fleet', password: 'p:w' })
  })

  it.each([
    undefined,
    'hunter2',
    '"hunter2"',
    '{"username":"fleet"}',
    '{"username":"fleet","password":""}',
    '{"username":"fl:eet","password":"hunter2"}',
    '{"username":"fl\\r\\neet","password":"hunter2"}',
    '{"username":"fleet","password":17}',
  ])('refuses a secret of %j and says nothing of it', async (text) => {
    const credentials = await credentialsOf(text)
    const refusal = await credentials().catch((error: unknown) => error)

    expect(refusal).toMatchObject({ code: 'INVENTORY_DENIED' })
    expect(JSON.stringify([refusal, String(refusal)])).not.toMatch(/hunter2|fleet/)
  })

  it('asks the Region that the secret is in', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:none-a1b2c3'
    const regions: (string | undefined)[] = []

    operatorCredentials((region) => {
      regions.push(region)
      return aws.secretsManager
    }, arn)

    expect(regions).toEqual(['eu-west-1'])
  })

  it('says that there is no such secret', async () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:none-a1b2c3'

    expect(await reasonOf(operatorCredentials(() => aws.secretsManager, arn))).toBe(
      'INVENTORY_DENIED',
    )
  })
})
