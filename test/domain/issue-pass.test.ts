import { createPublicKey, verify } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, exportSPKI, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createIssuePass } from '../../domain/issue-pass.ts'
import type { Layout } from '../../domain/username.ts'
import { ICCID } from '../support/inventory.ts'
import { createTestKeys, type TestKeys } from '../support/keys.ts'

const NOW = 1_795_240_000
const settings = { authorizerName: 'simpass-prod', lifetimeSeconds: 86_400 }

let keys: TestKeys
beforeAll(async () => {
  keys = await createTestKeys()
})

const issue = async (layout: Layout, extra = {}) => {
  const { username, expiresAt } = createIssuePass({ ...settings, ...extra })(keys.signing, {
    iccid: ICCID,
    layout,
    now: NOW,
  })
  const [base = '', query = ''] = username.split('?')
  const parameters = new Map(
    query.split('&').map((pair): [string, string] => {
      const [name = '', value = ''] = pair.split('=')
      return [name, decodeURIComponent(value)]
    }),
  )
  return {
    username,
    expiresAt,
    base,
    token: parameters.get('token') ?? '',
    signature: parameters.get('x-amz-customauthorizer-signature') ?? '',
  }
}

const publicKey = (index: number) => {
  const key = keys.verification[index]
  if (key === undefined) throw new Error('no such key')
  return key.publicKey
}

/** What AWS IoT Core does, with other code than ours. */
const iotCoreVerifies = async (token: string, signature: string) =>
  verify(
    'RSA-SHA256',
    Buffer.from(token),
    createPublicKey(await exportSPKI(publicKey(1))),
    Buffer.from(signature, 'base64'),
  )

describe('createIssuePass', () => {
  it('signs a standard token ES256 with kid, sub, iat and exp and nothing else', async () => {
    const { token, base, expiresAt } = await issue('standard')

    expect(base).toBe(token)
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid: 'es1' })
    expect(decodeJwt(token)).toEqual({ sub: ICCID, iat: NOW, exp: NOW + 86_400 })
    expect(expiresAt).toBe(NOW + 86_400)
    await jwtVerify(token, publicKey(0), { currentDate: new Date(NOW * 1000) })
  })

  it.each(['standard', 'compact'] as const)(
    'gives a %s pass whose signature AWS IoT Core accepts for its token',
    async (layout) => {
      const { token, signature } = await issue(layout)

      expect(await iotCoreVerifies(token, signature)).toBe(true)
      expect(await iotCoreVerifies(`${token}x`, signature)).toBe(false)
    },
  )

  it('makes token and signature of a compact pass one RS256 JWT', async () => {
    const { base, token, signature } = await issue('compact')
    const jwt = `${token}.${Buffer.from(signature, 'base64').toString('base64url')}`

    expect(base).toBe('')
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'RS256', kid: 'rs1' })
    await jwtVerify(jwt, publicKey(1), { currentDate: new Date(NOW * 1000), subject: ICCID })
  })

  it('adds issuer and audience where they are set', async () => {
    const { token } = await issue('standard', { issuer: 'simpass', audience: 'iot' })

    expect(decodeJwt(token)).toMatchObject({ iss: 'simpass', aud: 'iot' })
  })

  it('keeps a compact username within 600 characters', async () => {
    expect((await issue('compact')).username.length).toBeLessThanOrEqual(600)
  })
})
