import { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { lambdaFunctions } from '../../../operations/adapters/lambda-functions.ts'
import { startStubService } from '../support/stub-service.ts'

/** A function that somebody else deploys once, just when its environment was read. */
const startFunction = async () => {
  const state = { revision: 1, variables: { TRUSTED: 'old' } as Record<string, string> }
  let isDeployed = false
  const settings = await startStubService(({ method, body }) => {
    if (method === 'PUT') {
      const { RevisionId, Environment } = JSON.parse(body)
      if (RevisionId !== String(state.revision)) {
        const headers = { 'x-amzn-errortype': 'PreconditionFailedException' }
        return { status: 412, headers, body: '{}' }
      }
      state.variables = Environment.Variables
      return { body: '{}' }
    }
    const answer = JSON.stringify({
      RevisionId: String(state.revision),
      Environment: { Variables: state.variables },
      LastUpdateStatus: 'Successful',
      Configuration: { LastUpdateStatus: 'Successful' },
    })
    if (!isDeployed) {
      isDeployed = true
      state.revision += 1
      state.variables = {}
    }
    return { body: answer }
  })
  return { state, functions: lambdaFunctions(new LambdaClient(settings)) }
}

describe('lambdaFunctions', () => {
  it('changes the environment that is there, and brings back none that a deployment took away', async () => {
    const { state, functions } = await startFunction()

    await functions.changeEnvironment('f', (variables) => ({ ...variables, ISSUING: 'stopped' }))

    expect(state.variables).toEqual({ ISSUING: 'stopped' })
  })
})
