import { describe, expect, it } from 'vitest'
import { invokeAuthorizerFunction } from '../../local/invoke-authorizer-function.ts'
import { InvocationForbidden } from '../../local/iot-core/authentication/invoke-authorizer.ts'
import type { InvocationResult } from '../../local/lambda/invocation.ts'
import {
  type InvokeRequest,
  LambdaError,
  type LambdaService,
} from '../../local/lambda/lambda-service.ts'

const event = {
  signatureVerified: true,
  protocols: ['tls'],
  connectionMetadata: { id: '1' },
} as const

const { signal } = new AbortController()

const invokeWith = (invoke: (request: InvokeRequest) => Promise<InvocationResult>) => {
  const lambda: LambdaService = {
    createFunction: () => {},
    describe: (name) => {
      throw new Error(`expected nobody to ask for ${name}`)
    },
    addPermission: () => {},
    invoke,
    retire: async () => {},
    close: async () => {},
  }
  return invokeAuthorizerFunction(lambda)('arn:f', event, {
    principal: 'iot.amazonaws.com',
    sourceArn: 'arn:a',
    sourceAccount: '111122223333',
    signal,
  })
}

describe('invokeAuthorizerFunction', () => {
  it('invokes the function on behalf of the authorizer', async () => {
    const requests: InvokeRequest[] = []

    const answer = await invokeWith(async (request) => {
      requests.push(request)
      return { requestId: '1', payload: '{"isAuthenticated":true}' }
    })

    expect(answer).toEqual({ isAuthenticated: true })
    expect(requests).toEqual([
      {
        functionName: 'arn:f',
        payload: JSON.stringify(event),
        caller: {
          kind: 'service',
          principal: 'iot.amazonaws.com',
          sourceArn: 'arn:a',
          sourceAccount: '111122223333',
        },
        signal,
      },
    ])
    expect(requests[0]?.signal).toBe(signal)
  })

  it('tells a missing permission from other failures', async () => {
    const invoking = invokeWith(async () => {
      throw new LambdaError('AccessDeniedException', 'no')
    })

    await expect(invoking).rejects.toThrow(InvocationForbidden)
  })

  it('refuses the answer of a failed function without quoting it', async () => {
    const invoking = invokeWith(async () => ({
      requestId: '1',
      functionError: 'Unhandled',
      payload: '{"errorMessage":"hunter2"}',
    }))

    await expect(invoking).rejects.toThrow('got an error')
    await expect(invoking).rejects.not.toThrow('hunter2')
  })
})
