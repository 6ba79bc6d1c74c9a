import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IoTClient } from '@aws-sdk/client-iot'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { SSMClient } from '@aws-sdk/client-ssm'
import { STSClient } from '@aws-sdk/client-sts'
import { callerIdentity } from '../adapters/caller-identity.ts'
import { cloudFormationStacks } from '../adapters/cloudformation-stacks.ts'
import { devicePath } from '../adapters/device-path.ts'
import { authorizerQuotas, bootstrapVersion } from '../adapters/doctor-account.ts'
import { iotAuthorizers } from '../adapters/iot-authorizers.ts'
import { lambdaFunctions } from '../adapters/lambda-functions.ts'
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
  return {
    identity: () => callerIdentity(sts),
    region: () => sts.config.region(),
    bootstrapVersion: () => bootstrapVersion(new SSMClient(settings)),
    authorizerQuotas: () => authorizerQuotas(new ServiceQuotasClient(settings)),
    stacks: cloudFormationStacks(new CloudFormationClient(settings)),
    functions: lambdaFunctions(lambda),
    authorizers: iotAuthorizers(iot, sleep),
    inventory: syntheticInventory(new DynamoDBClient(settings), () => new Date()),
    path: devicePath(iot, lambda),
  }
}
