import { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IAMClient } from '@aws-sdk/client-iam'
import { IoTClient } from '@aws-sdk/client-iot'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { createDataPlane, type DataPlaneOptions } from '../../lambdas/adapters/iot-data-plane.ts'
import { alarmStore } from '../adapters/alarms.ts'
import { cloudFormationStacks } from '../adapters/cloudformation-stacks.ts'
import { dynamoDbTableStore } from '../adapters/dynamodb-tables.ts'
import { encryptionKeyStore } from '../adapters/encryption-keys.ts'
import { eventRuleStore } from '../adapters/event-rules.ts'
import { iamRoleStore } from '../adapters/iam-roles.ts'
import { iotAuthorizers } from '../adapters/iot-authorizers.ts'
import { iotSessions } from '../adapters/iot-sessions.ts'
import { lambdaFunctionStore, lambdaFunctions } from '../adapters/lambda-functions.ts'
import { logGroupStore } from '../adapters/log-groups.ts'
import { apiGatewayLogging, domainNameStore, restApiStore } from '../adapters/rest-apis.ts'
import { secretStore } from '../adapters/secrets.ts'
import { taggedResources } from '../adapters/tagged-resources.ts'
import { topicStore } from '../adapters/topics.ts'
import type { TeardownAws } from './ports.ts'

/**
 * AWS as it is.
 *
 * @param sleep waits for so many milliseconds
 */
export const createTeardownAws = (
  options: DataPlaneOptions,
  sleep: (milliseconds: number) => Promise<unknown>,
): TeardownAws => {
  // An operator waits rather than starts again: these APIs throttle an account as a whole.
  const settings = { region: options.region, maxAttempts: 8 }
  const iot = new IoTClient(settings)
  const dynamoDb = new DynamoDBClient(settings)
  const lambda = new LambdaClient(settings)
  const apiGateway = new APIGatewayClient(settings)
  return {
    stacks: cloudFormationStacks(new CloudFormationClient(settings)),
    functions: lambdaFunctions(lambda),
    authorizers: iotAuthorizers(iot, sleep),
    sessions: iotSessions(dynamoDb, createDataPlane(iot, options)),
    // In this order: what uses a role or a key, calls a function or writes a log goes before it.
    stores: [
      domainNameStore(apiGateway),
      restApiStore(apiGateway),
      eventRuleStore(new EventBridgeClient(settings)),
      lambdaFunctionStore(lambda),
      logGroupStore(new CloudWatchLogsClient(settings)),
      dynamoDbTableStore(dynamoDb),
      secretStore(new SecretsManagerClient(settings)),
      alarmStore(new CloudWatchClient(settings)),
      topicStore(new SNSClient(settings)),
      encryptionKeyStore(new KMSClient(settings)),
      iamRoleStore(new IAMClient(settings)),
    ],
    taggedWith: taggedResources(new ResourceGroupsTaggingAPIClient(settings)),
    apiLogging: apiGatewayLogging(apiGateway, new ApiGatewayV2Client(settings)),
  }
}
