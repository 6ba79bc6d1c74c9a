import { describe, expect, it } from 'vitest'
import type { KeyId } from '../../../domain/token-key.ts'
import { createSigningKeysResource } from '../../../lambdas/signing-keys/custom-resource.ts'
import type { RequestedClaims } from '../../../lambdas/signing-keys/ensure-signing-keys.ts'
import { customResourceEvent } from '../../support/cloudformation.ts'

const start = () => {
  const requests: RequestedClaims[] = []
  const handle = createSigningKeysResource(async (requested) => {
    requests.push(requested)
    return { tokenKeyId: 'es01' as KeyId, iotCoreKeyId: 'rs01' as KeyId }
  })
  return { handle, requests }
}

describe('createSigningKeysResource', () => {
  it.each(['Create', 'Update'] as const)('makes sure of the keys at a %s', async (type) => {
    const { handle, requests } = start()

    expect(await handle(customResourceEvent(type, {}, 'signing-keys'))).toEqual({
      physicalResourceId: 'signing-keys',
      data: { TokenKeyId: 'es01', IotCoreKeyId: 'rs01' },
    })
    expect(requests).toEqual([{ claims: {}, previousClaims: {} }])
  })

  it('hands on the claims, the ones before them too', async () => {
    const { handle, requests } = start()
    const event = customResourceEvent('Update', { TokenIssuer: 'a', TokenAudience: 'b' })

    const { data } = await handle(
      Object.assign(event, { OldResourceProperties: { TokenIssuer: 'c' } }),
    )

    expect(requests).toEqual([
      { claims: { issuer: 'a', audience: 'b' }, previousClaims: { issuer: 'c' } },
    ])
    expect(data).toMatchObject({ TokenIssuer: 'a', TokenAudience: 'b' })
  })

  it.each([
    ['TokenIssuer', ''],
    ['TokenAudience', ['a']],
  ])('refuses the property %s with %j', async (name, value) => {
    const { handle, requests } = start()

    await expect(handle(customResourceEvent('Create', { [name]: value }))).rejects.toThrow(
      `expected text or nothing as the property ${name}`,
    )
    expect(requests).toEqual([])
  })

  it('leaves the keys to their secret and table at a Delete', async () => {
    const { handle, requests } = start()

    expect(await handle(customResourceEvent('Delete', {}, 'signing-keys'))).toEqual({
      physicalResourceId: 'signing-keys',
    })
    expect(requests).toEqual([])
  })
})
