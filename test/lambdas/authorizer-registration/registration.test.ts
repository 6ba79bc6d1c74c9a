import { describe, expect, it } from 'vitest'
import {
  type AuthorizerRegistry,
  type AuthorizerSpecification,
  createRegistration,
  type SigningPublicKeys,
} from '../../../lambdas/authorizer-registration/registration.ts'

const specification: AuthorizerSpecification = {
  authorizerName: 'simpass-prod',
  authorizerFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:authorizer',
  tokenKeyName: 'token',
  tags: { 'simpass:stage': 'prod' },
}
const other = {
  ...specification,
  authorizerFunctionArn: `${specification.authorizerFunctionArn}-of-theirs`,
}

interface Registered {
  specification: AuthorizerSpecification
  keys: SigningPublicKeys
}

const start = (existing?: AuthorizerSpecification, live: SigningPublicKeys = { rs01: 'PEM' }) => {
  const authorizers = new Map<string, Registered>()
  if (existing !== undefined) {
    authorizers.set(existing.authorizerName, { specification: existing, keys: { old: 'PEM' } })
  }
  const create = async (next: AuthorizerSpecification, keys: SigningPublicKeys) => {
    authorizers.set(next.authorizerName, { specification: next, keys })
  }
  const registry: AuthorizerRegistry = {
    find: async (name) => {
      const found = authorizers.get(name)
      return found && { arn: `arn:${name}`, functionArn: found.specification.authorizerFunctionArn }
    },
    create,
    update: async (next, keys, arn) => {
      expect(arn).toBe(`arn:${next.authorizerName}`)
      await create(next, keys)
    },
    remove: async (name) => {
      authorizers.delete(name)
    },
  }
  const registration = createRegistration({ registry, livePublicKeys: async () => live })
  return { registration, authorizers }
}

describe('createRegistration', () => {
  it('creates the authorizer with the keys that are live', async () => {
    const { registration, authorizers } = start()

    expect(await registration.create(specification)).toEqual({
      arn: 'arn:simpass-prod',
      functionArn: specification.authorizerFunctionArn,
    })
    expect(authorizers.get('simpass-prod')).toEqual({ specification, keys: { rs01: 'PEM' } })
  })

  it('takes over what an earlier try of the same deployment created', async () => {
    const { registration, authorizers } = start(specification)

    await registration.create(specification)

    expect(authorizers.get('simpass-prod')?.keys).toEqual({ rs01: 'PEM' })
  })

  it('touches no authorizer of the same name that invokes another function', async () => {
    const { registration, authorizers } = start(other)

    await expect(registration.create(specification)).rejects.toThrow(
      /function:authorizer-of-theirs/,
    )
    await registration.removeIfOurs(specification)

    expect(authorizers.get('simpass-prod')).toEqual({ specification: other, keys: { old: 'PEM' } })
  })

  it('removes what a creation that failed has left', async () => {
    const { registration, authorizers } = start(specification)

    await registration.removeIfOurs(specification)

    expect(authorizers.size).toBe(0)
  })

  it('publishes rotated keys with every update', async () => {
    const { registration, authorizers } = start(other, { rs02: 'PEM', rs03: 'PEM' })

    await registration.update(specification)

    expect(authorizers.get('simpass-prod')).toEqual({
      specification,
      keys: { rs02: 'PEM', rs03: 'PEM' },
    })
  })

  it('brings back an authorizer that somebody deleted by hand', async () => {
    const { registration, authorizers } = start()

    await registration.update(specification)

    expect(authorizers.has('simpass-prod')).toBe(true)
  })

  it.each(['create', 'update'] as const)('does not %s one without keys', async (operation) => {
    const { registration, authorizers } = start(undefined, {})

    await expect(registration[operation](specification)).rejects.toThrow(/expected live RS256 keys/)
    expect(authorizers.size).toBe(0)
  })
})
