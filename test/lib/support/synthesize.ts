import { readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { z } from 'zod'
import { parseConfiguration } from '../../../bin/configuration.ts'
import { createStacks } from '../../../bin/stacks.ts'

const cdkJson = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8')))

/** A CDK app as `cdk synth` makes it, but without bundling. */
export const createApp = (): App =>
  new App({
    analyticsReporting: false,
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] },
  })

/** The stacks of one deployment under the settings of cdk.json and these, and their templates. */
export const synthesize = (settings: Readonly<Record<string, unknown>> = {}) => {
  const app = createApp()
  const stacks = createStacks(app, parseConfiguration({ ...cdkJson.context, ...settings }))
  return {
    app,
    stacks,
    identity: Template.fromStack(stacks.identity),
    authorizer: Template.fromStack(stacks.authorizer),
    onboarding: Template.fromStack(stacks.onboarding),
  }
}
