import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ApiGateway } from './api-gateway/api-gateway.ts'
import { createAwsEndpoint } from './aws/aws-endpoint.ts'
import { createDynamoDb } from './aws/dynamodb.ts'
import type { OnBusActivity } from './aws/events/bus-activity.ts'
import { createEventBridge } from './aws/events/event-bridge.ts'
import { EventBus } from './aws/events/event-bus.ts'
import { FunctionRoles } from './aws/iam/function-roles.ts'
import { createLambdaApi } from './aws/lambda-api.ts'
import { createS3, s3Folder } from './aws/s3/s3.ts'
import { createSecretsManager } from './aws/secrets-manager/secrets-manager.ts'
import { Topics } from './aws/sns/topics.ts'
import type { Closers } from './closers.ts'
import { createIotCore, type IotCoreOptions } from './create-iot-core.ts'
import { invokeAuthorizerFunction } from './invoke-authorizer-function.ts'
import { systemClock } from './iot-core/clock.ts'
import type { DeviceGateway } from './iot-core/device-gateway.ts'
import type { OnFunctionLog } from './lambda/function-definition.ts'
import { createLambdaService, type LambdaService } from './lambda/lambda-service.ts'
import { readOperatorSecrets, secretsFolder } from './operator-secrets.ts'

export interface LocalServicesOptions extends Omit<IotCoreOptions, 'invoke'> {
  readonly onFunctionLog: OnFunctionLog
  readonly onBusActivity: OnBusActivity
  /** Has the operator's own buckets and secrets, which are there before the stacks are. */
  readonly directory: string
}

/** The AWS services of one account, and clients for those that are reached over HTTP. */
export interface LocalServices {
  readonly awsEndpointUrl: string
  readonly lambda: LambdaService
  /** What the functions may do. */
  readonly functionRoles: FunctionRoles
  readonly apiGateway: ApiGateway
  readonly eventBus: EventBus
  readonly topics: Topics
  readonly gateway: DeviceGateway
  readonly dynamoDb: DynamoDBClient
  readonly secretsManager: SecretsManagerClient
}

/** Brings up the services that functions call, on one loopback endpoint. */
export const createLocalServices = async (
  options: LocalServicesOptions,
  closers: Closers,
): Promise<LocalServices> => {
  const { region } = options.account
  // The endpoint needs the functions, for Invoke, and they need its address.
  let awsEndpointUrl = ''
  const lambda = createLambdaService({
    region,
    awsEndpointUrl: () => awsEndpointUrl,
    onLog: options.onFunctionLog,
  })
  const { gateway, services } = createIotCore({
    ...options,
    invoke: invokeAuthorizerFunction(lambda),
  })
  const functionRoles = new FunctionRoles()
  const { account, directory, onBusActivity } = options
  const eventBus = new EventBus({ account, clock: systemClock, onActivity: onBusActivity })
  const endpoint = createAwsEndpoint(
    [
      createDynamoDb(account),
      createSecretsManager(account, await readOperatorSecrets(account, secretsFolder(directory))),
      createEventBridge(account, eventBus),
      createS3(account, s3Folder(directory)),
      createLambdaApi(lambda),
      ...services,
    ],
    functionRoles,
  )
  awsEndpointUrl = `http://127.0.0.1:${await endpoint.listen(0)}`
  closers.add(endpoint.close)
  closers.add(lambda.close)
  closers.add(async () => {
    eventBus.close()
  })
  closers.add(() => gateway.close())

  const client = {
    endpoint: awsEndpointUrl,
    region,
    credentials: { accessKeyId: 'CLOUDFORMATION', secretAccessKey: 'local' },
  }
  const dynamoDb = new DynamoDBClient(client)
  const secretsManager = new SecretsManagerClient(client)
  closers.add(async () => {
    dynamoDb.destroy()
    secretsManager.destroy()
  })
  return {
    awsEndpointUrl,
    lambda,
    functionRoles,
    apiGateway: new ApiGateway(),
    eventBus,
    topics: new Topics(onBusActivity),
    gateway,
    dynamoDb,
    secretsManager,
  }
}
