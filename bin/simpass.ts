import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { ConfigurationError, parseConfiguration } from './configuration.ts'
import { createStacks } from './stacks.ts'

const app = new App({ analyticsReporting: false })
try {
  createStacks(app, parseConfiguration(app.node.getAllContext()))
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error
  console.error(error.message)
  process.exit(1)
}
