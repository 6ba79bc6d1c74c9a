import { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IAMClient } from '@aws-sdk/client-iam'
import { IoTClient } from '@aws-sdk/client-iot'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { ACCOUNT, CREDENTIALS } from './account.ts'

const SETTINGS = { region: ACCOUNT.region, credentials: CREDENTIALS }

/** The operator's clients for what a deployment made, at the emulator or at our IoT Core. */
export const createDeployedAws = (emulatorUrl: string, iotUrl: string) => {
  const emulated = { ...SETTINGS, endpoint: emulatorUrl }
  return {
    apiGateway: new APIGatewayClient(emulated),
    cloudFormation: new CloudFormationClient(emulated),
    cloudWatch: new CloudWatchClient(emulated),
    dynamoDb: new DynamoDBClient(emulated),
    eventBridge: new EventBridgeClient(emulated),
    iam: new IAMClient(emulated),
    kms: new KMSClient(emulated),
    lambda: new LambdaClient(emulated),
    logs: new CloudWatchLogsClient(emulated),
    s3: new S3Client(emulated),
    secretsManager: new SecretsManagerClient(emulated),
    sns: new SNSClient(emulated),
    iot: new IoTClient({ ...SETTINGS, endpoint: iotUrl }),
  }
}

export type DeployedAws = ReturnType<typeof createDeployedAws>
