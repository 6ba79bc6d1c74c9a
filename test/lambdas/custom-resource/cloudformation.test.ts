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

const address = {
  StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/simpass/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Resource',
}

const settings = { stackId: address.StackId, answersLoopback: true }

const answerOf = async (
  handle: ResourceHandler,
  type: 'Create' | 'Update' | 'Delete' = 'Create',
  stackId = address.StackId,
) => {
  const { url, answers, close } = await startResponseUrl()
  closers.push(close)
  await customResource(handle, { ...settings, stackId })(
    customResourceEvent(type, {}, 'physical-1', url),
    lambdaContext,
  )
  expect(answers).toHaveLength(1)
  return answers[0]
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
    const handler = customResource(async () => ({ physicalResourceId: 'id' }), settings)

    await expect(
      handler(customResourceEvent('Create', {}, 'id', url), lambdaContext),
    ).rejects.toThrow('got status 403')
  })

  it.each(['Create', 'Update', 'Delete'] as const)(
    'does nothing about a %s of another stack, and says so',
    async (type) => {
      let calls = 0
      const handle: ResourceHandler = async () => {
        calls += 1
        return { physicalResourceId: 'id' }
      }

      const answer = await answerOf(handle, type, `${address.StackId}0`)

      expect(answer?.body).toMatchObject({
        Status: 'FAILED',
        Reason:
          'Error: expected an event of the stack that the function belongs to, got one of another',
      })
      expect(JSON.stringify(answer?.body)).not.toContain(`${address.StackId}0`)
      expect(calls).toBe(0)
    },
  )

  it.each(['http://127.0.0.1:1/', 'https://example.com/', 'no URL'])(
    'does nothing where it could not answer, as at %s',
    async (responseUrl) => {
      let calls = 0
      const handler = customResource(
        async () => {
          calls += 1
          return { physicalResourceId: 'id' }
        },
        { ...settings, answersLoopback: false },
      )

      await expect(
        handler(customResourceEvent('Create', {}, 'id', responseUrl), lambdaContext),
      ).rejects.toThrow('expected a ResponseURL of CloudFormation')
      expect(calls).toBe(0)
    },
  )

  it('follows no redirection', async () => {
    const elsewhere = await startResponseUrl()
    const { url, answers, close } = await startResponseUrl(307, { location: elsewhere.url })
    closers.push(close, elsewhere.close)
    const handler = customResource(async () => ({ physicalResourceId: 'id' }), settings)

    await expect(
      handler(customResourceEvent('Create', {}, 'id', url), lambdaContext),
    ).rejects.toThrow()
    expect(answers).toHaveLength(1)
    expect(elsewhere.answers).toEqual([])
  })
})
