import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IoTClient } from '@aws-sdk/client-iot'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ACCOUNT, CREDENTIALS } from './account.ts'
import type { Deployment } from './deployment.ts'

/** Clients of the operator. */
export interface DeployedAws {
  readonly dynamoDb: DynamoDBClient
  readonly secretsManager: SecretsManagerClient
  readonly iot: IoTClient
}

/** Clients for what a deployment made, at the emulator or at our IoT Core. */
export const createDeployedAws = ({
  emulator,
  iotCore,
}: Pick<Deployment, 'emulator' | 'iotCore'>): DeployedAws => {
  const settings = { region: ACCOUNT.region, credentials: CREDENTIALS }
  const emulated = { ...settings, endpoint: emulator.endpointUrl }
  return {
    dynamoDb: new DynamoDBClient(emulated),
    secretsManager: new SecretsManagerClient(emulated),
    iot: new IoTClient({ ...settings, endpoint: iotCore.endpointUrl }),
  }
}
