import { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IAMClient } from '@aws-sdk/client-iam'
import { IoTClient } from '@aws-sdk/client-iot'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ACCOUNT, CREDENTIALS } from './account.ts'

const SETTINGS = { region: ACCOUNT.region, credentials: CREDENTIALS }

/** The operator's clients for what a deployment made, at the emulator or at our IoT Core. */
export const createDeployedAws = (emulatorUrl: string, iotUrl: string) => {
  const emulated = { ...SETTINGS, endpoint: emulatorUrl }
  return {
    apiGateway: new APIGatewayClient(emulated),
    cloudFormation: new CloudFormationClient(emulated),
    dynamoDb: new DynamoDBClient(emulated),
    iam: new IAMClient(emulated),
    lambda: new LambdaClient(emulated),
    logs: new CloudWatchLogsClient(emulated),
    secretsManager: new SecretsManagerClient(emulated),
    iot: new IoTClient({ ...SETTINGS, endpoint: iotUrl }),
  }
}

export type DeployedAws = ReturnType<typeof createDeployedAws>
