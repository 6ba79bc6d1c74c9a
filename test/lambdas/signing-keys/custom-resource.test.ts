import { describe, expect, it } from 'vitest'
import type { KeyId } from '../../../domain/token-key.ts'
import { createSigningKeysResource } from '../../../lambdas/signing-keys/custom-resource.ts'
import { customResourceEvent } from '../../support/cloudformation.ts'

const start = () => {
  let runs = 0
  const handle = createSigningKeysResource(async () => {
    runs += 1
    return { tokenKeyId: 'es01' as KeyId, iotCoreKeyId: 'rs01' as KeyId }
  })
  return { handle, runs: () => runs }
}

describe('createSigningKeysResource', () => {
  it.each(['Create', 'Update'] as const)('makes sure of the keys at a %s', async (type) => {
    const { handle, runs } = start()

    expect(await handle(customResourceEvent(type, {}, 'signing-keys'))).toEqual({
      physicalResourceId: 'signing-keys',
      data: { TokenKeyId: 'es01', IotCoreKeyId: 'rs01' },
    })
    expect(runs()).toBe(1)
  })

  it('leaves the keys to their secret and table at a Delete', async () => {
    const { handle, runs } = start()

    expect(await handle(customResourceEvent('Delete', {}, 'signing-keys'))).toEqual({
      physicalResourceId: 'signing-keys',
    })
    expect(runs()).toBe(0)
  })
})
