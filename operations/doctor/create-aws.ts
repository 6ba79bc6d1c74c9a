import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IoTClient } from '@aws-sdk/client-iot'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { SNSClient } from '@aws-sdk/client-sns'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import { callerIdentity } from '../adapters/caller-identity.ts'
import { cloudFormationStacks } from '../adapters/cloudformation-stacks.ts'
import { devicePath } from '../adapters/device-path.ts'
import { authorizerQuotas, bootstrapVersion } from '../adapters/doctor-account.ts'
import { inventorySyncViews } from '../adapters/inventory-sync-views.ts'
import { iotAuthorizers } from '../adapters/iot-authorizers.ts'
import { lambdaFunctions } from '../adapters/lambda-functions.ts'
import { topicMailboxes } from '../adapters/mailboxes.ts'
import { syntheticInventory } from '../adapters/synthetic-inventory.ts'
import type { DoctorAws } from './ports.ts'

/**
 * AWS as it is.
 *
 * @param sleep waits for so many milliseconds
 */
export const createDoctorAws = (
  region: string | undefined,
  sleep: (milliseconds: number) => Promise<unknown>,
): DoctorAws => {
  const settings = { region }
  const sts = new STSClient(settings)
  const iot = new IoTClient(settings)
  const lambda = new LambdaClient(settings)
  const dynamoDb = new DynamoDBClient(settings)
  return {
    identity: () => callerIdentity(sts),
    region: () => sts.config.region(),
    bootstrapVersion: () => bootstrapVersion(new SSMClient(settings)),
    authorizerQuotas: () => authorizerQuotas(new ServiceQuotasClient(settings)),
    stacks: cloudFormationStacks(new CloudFormationClient(settings)),
    functions: lambdaFunctions(lambda),
    authorizers: iotAuthorizers(iot, sleep),
    inventory: syntheticInventory(dynamoDb, () => new Date()),
    sync: inventorySyncViews({
      dynamoDb,
      eventBridge: new EventBridgeClient(settings),
      s3: new S3Client({ ...settings, followRegionRedirects: true }),
      secretsManager: (secretRegion) => new SecretsManagerClient({ region: secretRegion }),
    }),
    mailboxes: topicMailboxes(new SNSClient(settings)),
    path: devicePath(iot, lambda),
  }
}
