import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretsManagerKeyVault } from '../../../lambdas/adapters/secrets-manager-key-vault.ts'
import { secretsManagerSigningKeys } from '../../../lambdas/adapters/secrets-manager-signing-keys.ts'
import { generateSigningKeys } from '../../../lambdas/signing-keys/generate-signing-keys.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { reasonOf } from '../../support/refusal.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const cacheOf = (clock: { now: number }) => ({ maxAgeMilliseconds: 1000, now: () => clock.now })

describe('secretsManagerKeyVault', () => {
  it('has no keys until some are written', async () => {
    const vault = secretsManagerKeyVault(aws.secretsManager, await aws.createSecret('vault'))
    const keys = generateSigningKeys()

    expect(await vault.read()).toBeUndefined()
    await vault.write(keys)
    expect(await vault.read()).toEqual(keys)
  })

  it('has no keys while the value is empty', async () => {
    const arn = await aws.createSecret('empty')
    await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: arn, SecretString: '' }))

    expect(await secretsManagerKeyVault(aws.secretsManager, arn).read()).toBeUndefined()
  })
})

describe('secretsManagerSigningKeys', () => {
  it('uses rotated keys once the cache is old', async () => {
    const arn = await aws.createSecret('rotated')
    const vault = secretsManagerKeyVault(aws.secretsManager, arn)
    const [first, second] = [generateSigningKeys(), generateSigningKeys()]
    const clock = { now: 0 }
    const signingKeys = secretsManagerSigningKeys(aws.secretsManager, arn, cacheOf(clock))
    await vault.write(first)
    expect((await signingKeys()).token.kid).toBe(first.token.kid)

    await vault.write(second)

    clock.now = 999
    expect((await signingKeys()).token.kid).toBe(first.token.kid)
    clock.now = 1000
    expect((await signingKeys()).token.kid).toBe(second.token.kid)
  })

  it('comes back as soon as the keys are there', async () => {
    const arn = await aws.createSecret('late')
    const signingKeys = secretsManagerSigningKeys(aws.secretsManager, arn, cacheOf({ now: 0 }))
    expect(await reasonOf(signingKeys)).toBe('SIGNING_KEYS_MISSING')

    await secretsManagerKeyVault(aws.secretsManager, arn).write(generateSigningKeys())

    expect((await signingKeys()).iotCore.alg).toBe('RS256')
  })

  it.each([
    ['no JSON', 'hunter2-is-the-secret'],
    ['other JSON', '{"hunter2":"is-the-secret"}'],
    [
      'keys of the wrong algorithm',
      JSON.stringify({ ...generateSigningKeys(), token: generateSigningKeys().iotCore }),
    ],
    ['claims that are no object', JSON.stringify({ ...generateSigningKeys(), claims: 'hunter2' })],
    ['a claim of no text', JSON.stringify({ ...generateSigningKeys(), claims: { issuer: 2 } })],
  ])('takes %s for corrupt and says nothing of it', async (name, text) => {
    const arn = await aws.createSecret(name.replaceAll(' ', '-'))
    await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }))
    const signingKeys = secretsManagerSigningKeys(aws.secretsManager, arn, cacheOf({ now: 0 }))

    expect(await reasonOf(signingKeys)).toBe('STORE_CORRUPT')
    await expect(signingKeys()).rejects.toThrow(/^expected the signing keys as JSON in the secret$/)
  })

  it('says that the store is unavailable when nobody answers', async () => {
    const client = new SecretsManagerClient({ ...aws.settings, endpoint: 'http://127.0.0.1:1' })
    const signingKeys = secretsManagerSigningKeys(client, 'arn', cacheOf({ now: 0 }))

    expect(await reasonOf(signingKeys)).toBe('STORE_UNAVAILABLE')
  })
})
