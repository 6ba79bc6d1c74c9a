import { describe, expect, it } from 'vitest'
import { callStore } from '../../../lambdas/adapters/store-errors.ts'
import { reasonOf } from '../../support/refusal.ts'

const failing = (properties: object) => () =>
  callStore('dynamodb:GetItem', () => Promise.reject(Object.assign(new Error('x'), properties)))

describe('callStore', () => {
  it.each([
    [{ name: 'ProvisionedThroughputExceededException', $fault: 'client' }],
    [{ name: 'ThrottlingException', $fault: 'client' }],
    [{ name: 'SomethingNew', $fault: 'server' }],
    [{ name: 'TimeoutError' }],
    [{ code: 'ECONNREFUSED' }],
    [{ code: 'ENOTFOUND' }],
  ])('takes %j for a fault that passes', async (properties) => {
    expect(await reasonOf(failing(properties))).toBe('STORE_UNAVAILABLE')
  })

  it('says why nothing answered', async () => {
    await expect(failing({ code: 'ECONNREFUSED' })()).rejects.toThrow('got Error ECONNREFUSED')
  })

  it.each([
    [{ name: 'AccessDeniedException', $fault: 'client' }],
    [{ name: 'ResourceNotFoundException', $fault: 'client' }],
    [{ name: 'TypeError' }],
    [{ code: 'ERR_INVALID_ARG_TYPE' }],
  ])('lets %j through as it is', async (properties) => {
    await expect(failing(properties)()).rejects.toMatchObject(properties)
  })
})
