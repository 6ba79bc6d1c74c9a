import { describe, expect, it } from 'vitest'
import type { AuthorizerUpdate } from '../../../../local/iot-core/control-plane/authorizer.ts'
import { AuthorizerRegistry } from '../../../../local/iot-core/control-plane/authorizer-registry.ts'
import { createTokenSigner, createUnusableKeys } from '../authentication/support/token-signing.ts'

const ARN_PREFIX = 'arn:aws:iot:eu-west-1:123456789012'
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer'
const { publicKey } = createTokenSigner()
const otherKey = createTokenSigner().publicKey
const unusable = createUnusableKeys()

const settings = {
  authorizerFunctionArn: FUNCTION_ARN,
  tokenKeyName: 'token',
  tokenSigningPublicKeys: { live: publicKey },
}

const createRegistry = (options = {}) => {
  const times = ['2026-11-22T06:00:00Z', '2026-11-22T07:00:00Z'].map((time) => new Date(time))
  const now = () => times.shift() ?? new Date(0)
  return new AuthorizerRegistry({ arnPrefix: ARN_PREFIX, now, ...options })
}

const codeOf = (act: () => unknown): unknown => {
  try {
    act()
    return 'no error'
  } catch (error) {
    return Object(error).code
  }
}

describe('AuthorizerRegistry', () => {
  it('creates an authorizer, inactive unless told otherwise', () => {
    const registry = createRegistry()

    const { verificationKeys, ...authorizer } = registry.create('sim', settings)

    expect(verificationKeys).toHaveLength(1)
    expect(authorizer).toEqual({
      name: 'sim',
      arn: `${ARN_PREFIX}:authorizer/sim`,
      functionArn: FUNCTION_ARN,
      status: 'INACTIVE',
      signingDisabled: false,
      tokenKeyName: 'token',
      tokenSigningPublicKeys: { live: publicKey },
      enableCachingForHttp: false,
      createdAt: new Date('2026-11-22T06:00:00Z'),
      lastModifiedAt: new Date('2026-11-22T06:00:00Z'),
    })
    expect(registry.describe('sim')).toBe(registry.find('sim'))
  })

  it('creates with another default status if it is an option', () => {
    const registry = createRegistry({ defaultStatus: 'ACTIVE' })

    expect(registry.create('sim', settings).status).toBe('ACTIVE')
  })

  it('needs neither keys nor their name when signing is disabled', () => {
    const creation = { authorizerFunctionArn: FUNCTION_ARN, signingDisabled: true }

    expect(createRegistry().create('sim', creation)).toMatchObject({
      signingDisabled: true,
      tokenSigningPublicKeys: {},
    })
  })

  it('refuses a name that exists, even with the same content', () => {
    const registry = createRegistry()
    registry.create('sim', settings)

    expect(codeOf(() => registry.create('sim', settings))).toBe('ResourceAlreadyExistsException')
  })

  it('refuses more authorizers than the quota', () => {
    const registry = createRegistry({ maximumAuthorizers: 1 })
    registry.create('one', settings)

    expect(codeOf(() => registry.create('two', settings))).toBe('LimitExceededException')
  })

  it.each(['', 'a.b', 'a b', 'a/b', 'é', 'a\n', 'a'.repeat(129)])('refuses the name %j', (name) => {
    expect(codeOf(() => createRegistry().create(name, settings))).toBe('InvalidRequestException')
  })

  it.each(['_=,@-', 'a'.repeat(128)])('accepts the name %j', (name) => {
    expect(createRegistry().create(name, settings).name).toBe(name)
  })

  it.each<[string, AuthorizerUpdate]>([
    ['a function that is no ARN', { authorizerFunctionArn: 'authorizer' }],
    ['the ARN of something else', { authorizerFunctionArn: 'arn:aws:s3:::bucket' }],
    ['a token key name with a dot', { tokenKeyName: 'a.b' }],
    ['an empty token key name', { tokenKeyName: '' }],
    ['another status', { status: 'active' }],
    ['no key', { tokenSigningPublicKeys: {} }],
    ['a key name with a dot', { tokenSigningPublicKeys: { 'a.b': publicKey } }],
    ['an empty key', { tokenSigningPublicKeys: { live: '' } }],
    [
      'a key without its lines',
      { tokenSigningPublicKeys: { live: publicKey.split('\n')[1] ?? '' } },
    ],
    ['a key of 1024 bits', { tokenSigningPublicKeys: { live: unusable.short } }],
    ['an elliptic curve key', { tokenSigningPublicKeys: { live: unusable.elliptic } }],
    ['an RSA-PSS key', { tokenSigningPublicKeys: { live: unusable.pss } }],
    ['a PKCS#1 key', { tokenSigningPublicKeys: { live: unusable.pkcs1 } }],
    ['a private key', { tokenSigningPublicKeys: { live: unusable.private } }],
    [
      'a private key behind a public one',
      { tokenSigningPublicKeys: { live: publicKey + unusable.private } },
    ],
    ['a damaged key', { tokenSigningPublicKeys: { live: publicKey.replace('MII', 'MIJ') } }],
    ['a key that is too long', { tokenSigningPublicKeys: { live: publicKey + '\n'.repeat(5120) } }],
    ['a bad key among good ones', { tokenSigningPublicKeys: { live: publicKey, next: 'x' } }],
  ])('refuses %s, at creation and at update', (_what, wrong) => {
    const registry = createRegistry()
    registry.create('sim', settings)

    expect(codeOf(() => registry.create('other', { ...settings, ...wrong }))).toBe(
      'InvalidRequestException',
    )
    expect(codeOf(() => registry.update('sim', wrong))).toBe('InvalidRequestException')
    expect(registry.describe('sim')).toMatchObject({
      functionArn: FUNCTION_ARN,
      status: 'INACTIVE',
    })
  })

  it.each([
    [{ authorizerFunctionArn: FUNCTION_ARN, tokenKeyName: 'token' }],
    [{ authorizerFunctionArn: FUNCTION_ARN, tokenSigningPublicKeys: { live: publicKey } }],
  ])('refuses signing without its key or the name of its token (%#)', (creation) => {
    expect(codeOf(() => createRegistry().create('sim', creation))).toBe('InvalidRequestException')
  })

  it('never quotes a key in a refusal', () => {
    const attempt = () =>
      createRegistry().create('sim', {
        ...settings,
        tokenSigningPublicKeys: { live: unusable.private },
      })

    expect(attempt).toThrow(/RSA public key/)
    expect(attempt).not.toThrow(unusable.private.split('\n')[1])
  })

  it('replaces all keys by an update, and keeps what it does not mention', () => {
    const registry = createRegistry()
    registry.create('sim', { ...settings, enableCachingForHttp: true })

    const updated = registry.update('sim', {
      status: 'ACTIVE',
      tokenSigningPublicKeys: { next: otherKey },
    })

    expect(updated).toMatchObject({
      status: 'ACTIVE',
      tokenKeyName: 'token',
      enableCachingForHttp: true,
      createdAt: new Date('2026-11-22T06:00:00Z'),
      lastModifiedAt: new Date('2026-11-22T07:00:00Z'),
    })
    expect(updated.tokenSigningPublicKeys).toEqual({ next: otherKey })
  })

  it('limits the number of keys', () => {
    const registry = createRegistry({ maximumSigningKeys: 1 })
    const tokenSigningPublicKeys = { live: publicKey, next: otherKey }

    expect(codeOf(() => registry.create('sim', { ...settings, tokenSigningPublicKeys }))).toBe(
      'InvalidRequestException',
    )
  })

  it('refuses to switch signing on or off', () => {
    const registry = createRegistry()
    registry.create('sim', settings)

    expect(codeOf(() => registry.update('sim', { signingDisabled: true }))).toBe(
      'InvalidRequestException',
    )
    expect(registry.update('sim', { signingDisabled: false }).signingDisabled).toBe(false)
  })

  it('deletes an inactive authorizer only', () => {
    const registry = createRegistry()
    registry.create('sim', { ...settings, status: 'ACTIVE' })

    expect(codeOf(() => registry.delete('sim'))).toBe('DeleteConflictException')
    registry.update('sim', { status: 'INACTIVE' })
    registry.delete('sim')
    expect(registry.find('sim')).toBeUndefined()
  })

  it.each([
    ['describe', (registry: AuthorizerRegistry) => registry.describe('sim')],
    ['update', (registry: AuthorizerRegistry) => registry.update('sim', {})],
    ['delete', (registry: AuthorizerRegistry) => registry.delete('sim')],
    ['setDefault', (registry: AuthorizerRegistry) => registry.setDefault('sim')],
    ['describeDefault', (registry: AuthorizerRegistry) => registry.describeDefault()],
    ['clearDefault', (registry: AuthorizerRegistry) => registry.clearDefault()],
  ])('finds nothing to %s in an empty registry', (_operation, act) => {
    expect(codeOf(() => act(createRegistry()))).toBe('ResourceNotFoundException')
  })

  it('keeps one default authorizer, which cannot be deleted', () => {
    const registry = createRegistry()
    registry.create('sim', settings)
    registry.create('other', settings)

    expect(registry.setDefault('sim')).toBe(registry.describeDefault())
    expect(codeOf(() => registry.setDefault('other'))).toBe('ResourceAlreadyExistsException')
    expect(codeOf(() => registry.delete('sim'))).toBe('DeleteConflictException')
    registry.clearDefault()
    registry.delete('sim')
    expect(registry.findDefault()).toBeUndefined()
  })

  it('lists by name and by status', () => {
    const registry = createRegistry()
    registry.create('b', { ...settings, status: 'ACTIVE' })
    registry.create('a', settings)

    expect(registry.list().map(({ name }) => name)).toEqual(['a', 'b'])
    expect(registry.list('ACTIVE').map(({ name }) => name)).toEqual(['b'])
  })
})
