import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PublishedKey } from '../../../domain/published-key.ts'
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
  return { ensure, state }
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
