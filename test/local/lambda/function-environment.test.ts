import { describe, expect, it } from 'vitest'
import { accessKeyIdOf, functionEnvironment } from '../../../local/lambda/function-environment.ts'

const definition = {
  functionName: 'onboarding',
  functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:onboarding',
  taskRoot: '/var/task',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memorySizeInMegabytes: 256,
  environment: { SIMS_TABLE: 'sims', AWS_REGION: 'mars-1', AWS_ACCESS_KEY_ID: 'somebody' },
}

const surroundings = { region: 'eu-west-1', awsEndpointUrl: () => 'http://127.0.0.1:1' }

describe('functionEnvironment', () => {
  const environment = functionEnvironment(definition, surroundings)

  it('holds what the template declares', () => {
    expect(environment.SIMS_TABLE).toBe('sims')
  })

  it('tells the SDK where everything is', () => {
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_LAMBDA_FUNCTION_NAME: 'onboarding',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    })
  })

  it('does not let a template replace reserved variables', () => {
    expect(environment.AWS_REGION).toBe('eu-west-1')
    expect(environment.AWS_ACCESS_KEY_ID).toBe(accessKeyIdOf('onboarding'))
  })

  it('holds nothing of the environment that it runs in', () => {
    expect(Object.keys(environment)).not.toContain('HOME')
    expect(environment.PATH).not.toBe(process.env.PATH)
  })
})

describe('accessKeyIdOf', () => {
  it('gives each function a key of its own in the format of AWS', () => {
    expect(accessKeyIdOf('a')).toMatch(/^ASIA[0-9A-F]{16}$/)
    expect(accessKeyIdOf('a')).not.toBe(accessKeyIdOf('b'))
  })
})
