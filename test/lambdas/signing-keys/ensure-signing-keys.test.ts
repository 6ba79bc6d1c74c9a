import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PublishedKey } from '../../../domain/published-key.ts'
import type { ExpectedClaims } from '../../../domain/token-claims.ts'
import type { SigningKeySecret } from '../../../lambdas/adapters/signing-key-secret.ts'
import { createEnsureSigningKeys } from '../../../lambdas/signing-keys/ensure-signing-keys.ts'
import { generateSigningKeys } from '../../../lambdas/signing-keys/generate-signing-keys.ts'

const start = ({ crashAtPublish = 0 } = {}) => {
  const state = {
    secret: undefined as SigningKeySecret | undefined,
    published: new Map<string, PublishedKey>(),
    publications: 0,
  }
  const ensure = createEnsureSigningKeys({
    vault: {
      read: async () => state.secret,
      write: async (keys) => {
        state.secret = keys
      },
    },
    publishedKeys: {
      publish: async (key) => {
        state.publications += 1
        if (state.publications === crashAtPublish) throw new Error('crash')
        state.published.set(key.kid, key)
      },
      live: async () => [...state.published.values()],
    },
    generate: generateSigningKeys,
  })
  return {
    state,
    ensure: (claims: ExpectedClaims = {}, previousClaims: ExpectedClaims = {}) =>
      ensure({ claims, previousClaims }),
  }
}

const publicOf = (privateKey = '') =>
  createPublicKey(privateKey).export({ format: 'pem', type: 'spki' })

describe('createEnsureSigningKeys', () => {
  it('generates the keys once and publishes their public halves only', async () => {
    const { ensure, state } = start()

    const ids = await ensure()
    const first = state.secret
    await ensure()

    expect(state.secret).toBe(first)
    expect([...state.published.values()]).toEqual([
      { kid: ids.tokenKeyId, alg: 'ES256', publicKey: publicOf(first?.token.privateKey) },
      { kid: ids.iotCoreKeyId, alg: 'RS256', publicKey: publicOf(first?.iotCore.privateKey) },
    ])
    expect(JSON.stringify([...state.published.values()])).not.toContain('PRIVATE')
  })

  it.each([1, 2])(
    'ends with the same keys after a crash at publication %i',
    async (crashAtPublish) => {
      const { ensure, state } = start({ crashAtPublish })
      await expect(ensure()).rejects.toThrow('crash')
      const generated = state.secret

      const ids = await ensure()

      expect(state.secret).toBe(generated)
      expect([...state.published.keys()]).toEqual([ids.tokenKeyId, ids.iotCoreKeyId])
    },
  )

  it('keeps the claims beside the keys from the first deployment on', async () => {
    const { ensure, state } = start()

    await ensure({ issuer: 'a' })
    await ensure({ issuer: 'a' }, { issuer: 'a' })

    expect(state.secret?.claims).toEqual({ issuer: 'a' })
  })

  it.each([
    ['set', {}, { issuer: 'a' }],
    ['changed', { issuer: 'a' }, { issuer: 'b' }],
    ['taken away', { audience: 'a' }, {}],
  ])('refuses claims that are %s, and takes the update that undoes it', async (_, first, next) => {
    const { ensure, state } = start()
    await ensure(first)
    const before = { secret: state.secret, publications: state.publications }

    await expect(ensure(next, first)).rejects.toThrow('deploy another stage')
    expect({ secret: state.secret, publications: state.publications }).toEqual(before)

    await ensure(first, next)
    expect(state.secret).toEqual(before.secret)
  })
})

describe('createEnsureSigningKeys with a secret that says nothing of claims', () => {
  it('goes by what was last deployed', async () => {
    const { ensure, state } = start()
    state.secret = generateSigningKeys()
    const { token, iotCore } = state.secret

    await ensure({ issuer: 'a' }, { issuer: 'a' })

    expect(state.secret).toEqual({ token, iotCore, claims: { issuer: 'a' } })
  })

  it.each([
    ['of a release that knew no claims', {}, { issuer: 'a' }],
    ['whose keys were replaced by hand', { issuer: 'a' }, { issuer: 'b' }],
  ])('refuses new claims %s, and takes the update that undoes it', async (_, first, next) => {
    const { ensure, state } = start()
    state.secret = generateSigningKeys()

    await expect(ensure(next, first)).rejects.toThrow('deploy another stage')
    await ensure(first, next)

    expect(state.secret.claims).toEqual(first)
  })
})

describe('generateSigningKeys', () => {
  it('makes a P-256 and an RSA-2048 key with short and different ids', () => {
    const { token, iotCore } = generateSigningKeys()

    expect(createPrivateKey(token.privateKey).asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(createPrivateKey(iotCore.privateKey).asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(token.kid).toMatch(/^[A-Za-z0-9_-]{3}$/)
    expect(iotCore.kid).not.toBe(token.kid)
  })
})
