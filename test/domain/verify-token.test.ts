import { createPublicKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createIssuePass } from '../../domain/issue-pass.ts'
import { parsePresentedToken } from '../../domain/presented-token.ts'
import type { KeyId, VerificationKeys } from '../../domain/token-key.ts'
import { signatureIn } from '../../domain/username.ts'
import { createVerifyToken, type VerifyTokenOptions } from '../../domain/verify-token.ts'
import { ICCID } from '../support/inventory.ts'
import { createTestKeys, keysInMemory, type TestKeys } from '../support/keys.ts'
import { reasonOf } from '../support/refusal.ts'

const NOW = 1_795_240_000
const claims = { sub: ICCID, iat: NOW, exp: NOW + 86_400 }

let keys: TestKeys
let strangers: TestKeys
beforeAll(async () => {
  keys = await createTestKeys()
  strangers = await createTestKeys()
})

const verifierOf = (options: Partial<VerifyTokenOptions> = {}) => {
  const verify = createVerifyToken({
    keys: keysInMemory(keys.verification),
    expected: {},
    ...options,
  })
  return async (token: unknown, signature?: string, now = NOW) =>
    verify(
      parsePresentedToken(token, () => signature),
      now,
    )
}

const signed = (
  payload: Readonly<Record<string, unknown>>,
  { header = {}, by = keys }: { header?: object; by?: TestKeys } = {},
) =>
  new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'ES256', kid: 'es1', ...header })
    .sign(by.signing.token.privateKey)

const unsigned = (header: object, payload: object = claims, signature = 'AAAA') =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(signature)
    .join('.')

const issued = async (layout: 'standard' | 'compact') => {
  const issue = createIssuePass({ authorizerName: 'simpass', lifetimeSeconds: 86_400 })
  const { username } = issue(keys.signing, { iccid: ICCID, layout, now: NOW })
  return { token: /&token=(.*)$/.exec(username)?.[1] ?? '', signature: signatureIn(username) }
}

describe('createVerifyToken', () => {
  it.each(['standard', 'compact'] as const)('reads the claims of a %s pass', async (layout) => {
    const { token, signature } = await issued(layout)

    expect(await verifierOf()(token, signature)).toEqual(claims)
  })

  it('takes a compact signature whose padding an SDK has dropped', async () => {
    const { token, signature } = await issued('compact')

    expect(await verifierOf()(token, signature?.replace(/=+$/, ''))).toEqual(claims)
  })

  it.each([
    ['no token', undefined, 'TOKEN_MISSING'],
    ['an empty token', '', 'TOKEN_MISSING'],
    ['a token that is no text', ['a.b.c'], 'TOKEN_MISSING'],
    ['one segment', 'abc', 'TOKEN_MALFORMED'],
    ['four segments', 'a.b.c.d', 'TOKEN_MALFORMED'],
    ['an empty segment', 'a..c', 'TOKEN_MALFORMED'],
    ['white space', 'a.b.c ', 'TOKEN_MALFORMED'],
    ['padding', 'YQ==.b.c', 'TOKEN_MALFORMED'],
    ['a header that is no JSON', 'AAAA.AAAA.AAAA', 'TOKEN_MALFORMED'],
    ['a token of 10,000 characters', `a.b.${'c'.repeat(10_000)}`, 'TOKEN_MALFORMED'],
    ['alg none', unsigned({ alg: 'none', kid: 'es1' }), 'TOKEN_ALGORITHM_MISMATCH'],
    ['alg none in capitals', unsigned({ alg: 'NONE', kid: 'es1' }), 'TOKEN_ALGORITHM_MISMATCH'],
    ['no alg', unsigned({ kid: 'es1' }), 'TOKEN_ALGORITHM_MISMATCH'],
    ['a whole RS256 JWT', unsigned({ alg: 'RS256', kid: 'rs1' }), 'TOKEN_ALGORITHM_MISMATCH'],
    ['no kid', unsigned({ alg: 'ES256' }), 'TOKEN_MALFORMED'],
    ['a hostile kid', unsigned({ alg: 'ES256', kid: '../../etc' }), 'TOKEN_MALFORMED'],
    ['a kid that is no text', unsigned({ alg: 'ES256', kid: ['es1'] }), 'TOKEN_MALFORMED'],
    ['an unknown kid', unsigned({ alg: 'ES256', kid: 'es9' }), 'TOKEN_KEY_UNKNOWN'],
    [
      "the other algorithm's kid",
      unsigned({ alg: 'ES256', kid: 'rs1' }),
      'TOKEN_ALGORITHM_MISMATCH',
    ],
    ['a short signature', unsigned({ alg: 'ES256', kid: 'es1' }), 'TOKEN_SIGNATURE_INVALID'],
    [
      'an unknown critical extension',
      unsigned({ alg: 'ES256', kid: 'es1', crit: ['x'], x: 1 }),
      'TOKEN_MALFORMED',
    ],
  ])('refuses %s', async (_, token, reason) => {
    expect(await reasonOf(() => verifierOf()(token))).toBe(reason)
  })

  it('refuses HS256 signed with the public key', async () => {
    const publicKey = createPublicKey(keys.signing.token.privateKey)
    const secret = Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }))
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'es1' })
      .sign(secret)

    expect(await reasonOf(() => verifierOf()(forged))).toBe('TOKEN_ALGORITHM_MISMATCH')
  })

  it('refuses a token that another key has signed', async () => {
    const forged = await signed(claims, { by: strangers })

    expect(await reasonOf(() => verifierOf()(forged))).toBe('TOKEN_SIGNATURE_INVALID')
  })

  it('refuses a token with another payload than was signed', async () => {
    const [header, , signature] = (await signed(claims)).split('.')
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: '8988280666000000002' }))
    const forged = `${header}.${payload.toString('base64url')}.${signature}`

    expect(await reasonOf(() => verifierOf()(forged))).toBe('TOKEN_SIGNATURE_INVALID')
  })

  it.each([
    ['without a signature', undefined],
    ['with a base64url signature', 'q-_w'],
    ['with an empty signature', ''],
  ])('refuses a compact token %s', async (_, signature) => {
    const { token } = await issued('compact')

    expect(await reasonOf(() => verifierOf()(token, signature))).toBe('SIGNATURE_NOT_VISIBLE')
  })

  it("refuses a compact token with another token's signature", async () => {
    const { token } = await issued('compact')
    const { signature } = await issued('standard')

    expect(await reasonOf(() => verifierOf()(token, signature))).toBe('TOKEN_SIGNATURE_INVALID')
  })

  it.each([
    ['no sub', { sub: undefined }],
    ['a sub that is no ICCID', { sub: '*' }],
    ['a numeric sub', { sub: 8988280666000000 }],
    ['no iat', { iat: undefined }],
    ['no exp', { exp: undefined }],
    ['an exp that is text', { exp: '9999999999' }],
    ['an exp that is no whole number', { exp: NOW + 0.5 }],
    ['an exp before its iat', { exp: NOW - 1 }],
    ['a life of more than a day', { exp: NOW + 86_401 }],
  ])('refuses claims with %s', async (_, change) => {
    const token = await signed({ ...claims, ...change })

    expect(await reasonOf(() => verifierOf()(token))).toBe('TOKEN_CLAIMS_INVALID')
  })

  it.each(['[1]', '"text"', 'null', 'no JSON', '\xff'])('refuses the payload %j', async (text) => {
    const { CompactSign } = await import('jose')
    const token = await new CompactSign(Buffer.from(text, 'latin1'))
      .setProtectedHeader({ alg: 'ES256', kid: 'es1' })
      .sign(keys.signing.token.privateKey)

    expect(await reasonOf(() => verifierOf()(token))).toBe('TOKEN_CLAIMS_INVALID')
  })

  it.each([
    ['in its last second', NOW + 86_399, undefined],
    ['in the second it ends', NOW + 86_400, 'TOKEN_EXPIRED'],
    ['5 s before it was issued', NOW - 5, undefined],
    ['6 s before it was issued', NOW - 6, 'TOKEN_NOT_YET_VALID'],
  ])('knows a token %s, seen before or not', async (_, at, reason) => {
    const token = await signed(claims)
    const verify = verifierOf()
    const outcome = async () => {
      try {
        return await verify(token, undefined, at).then(() => undefined)
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    }

    const first = await outcome()
    await verify(token)
    const again = await outcome()

    expect([first, again]).toEqual([reason, reason])
  })

  it('demands issuer and audience where they are set', async () => {
    const verify = verifierOf({ expected: { issuer: 'simpass', audience: 'iot' } })

    await verify(await signed({ ...claims, iss: 'simpass', aud: 'iot' }))
    expect(await reasonOf(async () => verify(await signed({ ...claims, aud: 'iot' })))).toBe(
      'TOKEN_ISSUER_MISMATCH',
    )
    expect(await reasonOf(async () => verify(await signed({ ...claims, iss: 'simpass' })))).toBe(
      'TOKEN_AUDIENCE_MISMATCH',
    )
  })

  it('forgets a token with its key', async () => {
    const live = new Set<KeyId>(keys.verification.map(({ kid }) => kid))
    const revocable: VerificationKeys = {
      find: async (kid) => (live.has(kid) ? keysInMemory(keys.verification).find(kid) : undefined),
    }
    const verify = verifierOf({ keys: revocable })
    const token = await signed(claims)
    await verify(token)

    live.clear()

    expect(await reasonOf(() => verify(token))).toBe('TOKEN_KEY_UNKNOWN')
  })
})
