import { describe, expect, it } from 'vitest'
import { createAuthorizerResource } from '../../../lambdas/authorizer-registration/custom-resource.ts'
import type {
  AuthorizerSpecification,
  Registration,
} from '../../../lambdas/authorizer-registration/registration.ts'
import { customResourceEvent } from '../../support/cloudformation.ts'

const properties = {
  AuthorizerName: 'simpass-prod',
  AuthorizerFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:authorizer',
  TokenKeyName: 'token',
}

const authentication = {
  authorizerFunctionArn: properties.AuthorizerFunctionArn,
  tokenKeyName: properties.TokenKeyName,
}

const start = () => {
  const calls: [string, string][] = []
  const specifications: AuthorizerSpecification[] = []
  const registered = { arn: 'arn:authorizer', functionArn: properties.AuthorizerFunctionArn }
  const registration: Registration = {
    create: async (specification) => {
      calls.push(['create', specification.authorizerName])
      specifications.push(specification)
      return registered
    },
    update: async (specification) => {
      calls.push(['update', specification.authorizerName])
      specifications.push(specification)
      return registered
    },
    remove: async (name) => {
      calls.push(['remove', name])
    },
    removeIfOurs: async (specification) => {
      calls.push(['removeIfOurs', specification.authorizerName])
      specifications.push(specification)
    },
  }
  return { handle: createAuthorizerResource(registration, authentication), calls, specifications }
}

describe('createAuthorizerResource', () => {
  it.each([
    ['Create', 'unused', 'create'],
    ['Update', 'simpass-prod', 'update'],
  ] as const)('answers a %s of %s with a %s', async (type, physicalId, operation) => {
    const { handle, calls } = start()

    expect(await handle(customResourceEvent(type, properties, physicalId))).toEqual({
      physicalResourceId: 'simpass-prod',
      data: { AuthorizerName: 'simpass-prod', AuthorizerArn: 'arn:authorizer' },
    })
    expect(calls).toEqual([[operation, 'simpass-prod']])
  })

  it('refuses another name, which devices do not know, and takes the update that undoes it', async () => {
    const { handle, calls } = start()
    const renamed = { ...properties, AuthorizerName: 'simpass-new' }

    await expect(handle(customResourceEvent('Update', renamed, 'simpass-prod'))).rejects.toThrow(
      /^authorizerName: expected simpass-prod, which devices send, got simpass-new; .*deploy another stage/,
    )
    expect(calls).toEqual([])

    await handle(customResourceEvent('Update', properties, 'simpass-prod'))
    expect(calls).toEqual([['update', 'simpass-prod']])
  })

  it.each([
    ['its own authorizer', 'simpass-prod', 'remove', 'simpass-prod'],
    [
      'the one of the id, whatever the properties of a rollback say',
      'simpass-renamed',
      'remove',
      'simpass-renamed',
    ],
    ['what a failed creation may have left', 'failed:1', 'removeIfOurs', 'simpass-prod'],
    [
      'what a creation without an answer may have left',
      'simpass-prod-authorizer-Resource-1ABC2DEF',
      'removeIfOurs',
      'simpass-prod',
    ],
  ])('deletes %s', async (_, physicalId, operation, name) => {
    const { handle, calls } = start()

    await handle(customResourceEvent('Delete', properties, physicalId))

    expect(calls).toEqual([[operation, name]])
  })

  it.each([
    ['no tags', undefined, {}],
    ['an empty list', [], {}],
    [
      'tags',
      [
        { Key: 'simpass:stage', Value: 'prod' },
        { Key: 'team', Value: '' },
      ],
      { 'simpass:stage': 'prod', team: '' },
    ],
  ])('reads %s', async (_, list, expected) => {
    const { handle, specifications } = start()

    await handle(customResourceEvent('Create', { ...properties, Tags: list }))

    expect(specifications).toMatchObject([{ tags: expected }])
  })

  it('refuses tags that are no list', async () => {
    const { handle, calls } = start()

    await expect(
      handle(customResourceEvent('Create', { ...properties, Tags: 'a=b' })),
    ).rejects.toThrow('expected a list as Tags, got string')
    expect(calls).toEqual([])
  })

  it('refuses an event without a name', async () => {
    const { handle, calls } = start()

    await expect(
      handle(customResourceEvent('Create', { ...properties, AuthorizerName: undefined })),
    ).rejects.toThrow('expected the property AuthorizerName')
    expect(calls).toEqual([])
  })

  it.each([
    ['Create', 'unused'],
    ['Update', 'simpass-prod'],
    ['Delete', 'failed:1'],
  ] as const)('lets no %s name another function or another token', async (type, physicalId) => {
    const { handle, specifications } = start()
    const forged = {
      ...properties,
      AuthorizerFunctionArn: 'arn:aws:lambda:eu-central-1:666666666666:function:theirs',
      TokenKeyName: 'theirs',
    }

    await handle(customResourceEvent(type, forged, physicalId))

    expect(specifications).toEqual([
      { authorizerName: 'simpass-prod', ...authentication, tags: {} },
    ])
  })
})
