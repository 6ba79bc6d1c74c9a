import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { FleetStack } from '../../examples/cdk-app/fleet-stack.ts'
import { outputsOf, resourcesOf } from '../lib/support/template-resources.ts'

describe('examples/cdk-app', () => {
  const app = new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } })
  const stack = new FleetStack(app, 'Fleet')
  const template = Template.fromStack(stack)

  it('has simpass and the own alarm in one stack', () => {
    const authorizers = resourcesOf(template, 'Custom::IotAuthorizer')
    const metrics = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties.MetricName,
    )

    expect(authorizers.map(({ Properties }) => Properties.AuthorizerName)).toEqual(['fleet'])
    expect(metrics).toContain('Duration')
    expect(Object.keys(outputsOf(template))).toEqual([
      'OnboardingUrl',
      'SimsTable',
      'SimAddressesTable',
    ])
  })

  it('leaves cdk-nag nothing to find', () => {
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([])
  })
})
