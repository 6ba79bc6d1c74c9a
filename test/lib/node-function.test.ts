import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { NodeFunction } from '../../lib/node-function.ts'
import { createApp, synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

const functionsOf = (template: Template) => resourcesOf(template, 'AWS::Lambda::Function')

describe('NodeFunction', () => {
  const { identity, authorizer, onboarding } = synthesize()
  const templates = [identity, authorizer, onboarding]

  it('runs every function on Node.js 24 and arm64, traced', () => {
    const functions = templates.flatMap(functionsOf)

    expect(functions).toHaveLength(5)
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      })
    }
  })

  it('gives every function a log group of its own that is emptied and removed', () => {
    for (const template of templates) {
      const groups = resourcesOf(template, 'AWS::Logs::LogGroup')
      const used = functionsOf(template).map(({ Properties }) => Properties.LoggingConfig)

      expect(new Set(used.map((config) => JSON.stringify(config))).size).toBe(used.length)
      for (const config of used) {
        expect(groups.map(({ logicalId }) => ({ LogGroup: { Ref: logicalId } }))).toContainEqual(
          config,
        )
      }
      for (const group of groups) {
        expect(group.Properties.RetentionInDays).toBe(30)
        expect(group.DeletionPolicy).toBe('Delete')
      }
    }
  })

  it.each([
    ['the authorizer ends before the 5 s that IoT Core waits', authorizer, /^Authorizer/, 4],
    ['onboarding ends before the 25 s that its API waits', onboarding, /^Onboarding/, 20],
    ['a custom resource ends before CloudFormation gives up', authorizer, /Registrar/, 60],
  ])('%s', (_sentence, template, logicalId, seconds) => {
    const timeouts = functionsOf(template)
      .filter((resource) => logicalId.test(resource.logicalId))
      .map(({ Properties }) => Properties.Timeout)

    expect(timeouts).toEqual([seconds])
  })

  it('leaves an undefined variable out', () => {
    const stack = new Stack(createApp(), 'Test')
    new NodeFunction(stack, 'Endpoint', {
      entry: 'iot-endpoint',
      description: 'test',
      environment: { PRESENT: 'yes', ABSENT: undefined },
    })

    const [resource] = functionsOf(Template.fromStack(stack))

    expect(resource?.Properties.Environment).toEqual({ Variables: { PRESENT: 'yes' } })
  })

  it('refuses an entry that does not exist, by name', () => {
    const stack = new Stack(createApp(), 'Test')

    expect(
      () => new NodeFunction(stack, 'Missing', { entry: 'nowhere', description: 'test' }),
    ).toThrow('expected a folder under lambdas/ with a handler.ts, got "nowhere"')
  })
})
