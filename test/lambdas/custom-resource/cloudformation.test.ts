import { afterEach, describe, expect, it } from 'vitest'
import {
  customResource,
  type ResourceHandler,
} from '../../../lambdas/custom-resource/cloudformation.ts'
import { lambdaContext } from '../../support/api-gateway-event.ts'
import { customResourceEvent, startResponseUrl } from '../../support/cloudformation.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const answerOf = async (
  handle: ResourceHandler,
  type: 'Create' | 'Update' | 'Delete' = 'Create',
) => {
  const { url, answers, close } = await startResponseUrl()
  closers.push(close)
  await customResource(handle)(customResourceEvent(type, {}, 'physical-1', url), lambdaContext)
  expect(answers).toHaveLength(1)
  return answers[0]
}

const address = {
  StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/simpass/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Resource',
}

describe('customResource', () => {
  it('answers CloudFormation with what the resource became', async () => {
    const answer = await answerOf(async () => ({ physicalResourceId: 'id', data: { Name: 'x' } }))

    expect(answer).toEqual({
      method: 'PUT',
      contentType: '',
      body: { Status: 'SUCCESS', PhysicalResourceId: 'id', Data: { Name: 'x' }, ...address },
    })
  })

  it.each([
    ['Create', 'failed:request-1'],
    ['Update', 'physical-1'],
    ['Delete', 'physical-1'],
  ] as const)('answers a failed %s with its reason and the id %s', async (type, id) => {
    const answer = await answerOf(() => Promise.reject(new TypeError('no keys')), type)

    expect(answer?.body).toEqual({
      Status: 'FAILED',
      Reason: 'TypeError: no keys',
      PhysicalResourceId: id,
      ...address,
    })
  })

  it('keeps the reason short enough for CloudFormation', async () => {
    const answer = await answerOf(() => Promise.reject(new Error('x'.repeat(10_000))))

    expect(answer?.body.Status === 'FAILED' && answer.body.Reason.length).toBe(1024)
  })

  it('fails when CloudFormation does not take the answer', async () => {
    const { url, close } = await startResponseUrl(403)
    closers.push(close)
    const handler = customResource(async () => ({ physicalResourceId: 'id' }))

    await expect(
      handler(customResourceEvent('Create', {}, 'id', url), lambdaContext),
    ).rejects.toThrow('got status 403')
  })
})
