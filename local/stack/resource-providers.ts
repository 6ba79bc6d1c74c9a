import type {
  CreatedResource,
  ResourceProvider,
  ResourceRequest,
  StackServices,
} from './provider.ts'
import { dynamoDbGlobalTable, dynamoDbTable } from './providers/dynamodb-table.ts'
import { eventInvokeConfig } from './providers/event-invoke-config.ts'
import { eventRule } from './providers/event-rule.ts'
import { iamPolicy } from './providers/iam-policy.ts'
import { iamRole } from './providers/iam-role.ts'
import { lambdaFunction } from './providers/lambda-function.ts'
import { lambdaPermission } from './providers/lambda-permission.ts'
import { restAccount } from './providers/rest-account.ts'
import { restApi } from './providers/rest-api.ts'
import { restDeployment } from './providers/rest-deployment.ts'
import { restGatewayResponse } from './providers/rest-gateway-response.ts'
import { restMethod } from './providers/rest-method.ts'
import { restRequestValidator } from './providers/rest-request-validator.ts'
import { restResource } from './providers/rest-resource.ts'
import { restStage } from './providers/rest-stage.ts'
import { secret } from './providers/secret.ts'
import { snsSubscription, snsTopic, snsTopicPolicy } from './providers/sns-topic.ts'
import { acceptWithoutEffect, TYPES_WITHOUT_EFFECT } from './providers/without-effect.ts'

const customResource: ResourceProvider = (request, { customResources }) =>
  customResources.create(request)

const PROVIDERS: Readonly<Record<string, ResourceProvider>> = {
  'AWS::ApiGateway::Account': restAccount,
  'AWS::ApiGateway::Deployment': restDeployment,
  'AWS::ApiGateway::GatewayResponse': restGatewayResponse,
  'AWS::ApiGateway::Method': restMethod,
  'AWS::ApiGateway::RequestValidator': restRequestValidator,
  'AWS::ApiGateway::Resource': restResource,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': restStage,
  'AWS::CloudFormation::CustomResource': customResource,
  'AWS::DynamoDB::GlobalTable': dynamoDbGlobalTable,
  'AWS::DynamoDB::Table': dynamoDbTable,
  'AWS::Events::Rule': eventRule,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::SNS::Subscription': snsSubscription,
  'AWS::SNS::Topic': snsTopic,
  'AWS::SNS::TopicPolicy': snsTopicPolicy,
  'AWS::SecretsManager::Secret': secret,
}

const findProvider = (type: string): ResourceProvider | undefined => {
  if (type.startsWith('Custom::')) return customResource
  const accepted = TYPES_WITHOUT_EFFECT[type]
  return accepted === undefined ? PROVIDERS[type] : acceptWithoutEffect(accepted)
}

/** Creates resources by their type; one that is not emulated is refused. */
export const createResourceWith =
  (services: StackServices) =>
  async (request: ResourceRequest): Promise<CreatedResource> => {
    const provider = findProvider(request.type)
    if (provider === undefined)
      throw new Error(`expected a resource type that is emulated here, got ${request.type}`)
    return provider(request, services)
  }
