import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FleetStack } from './fleet-stack.ts'

const app = new App()
new FleetStack(app, 'Fleet')
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
