import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IoTClient } from '@aws-sdk/client-iot'
import { dynamoDbPublishedKeys } from '../adapters/dynamodb-published-keys.ts'
import { iotAuthorizerRegistry } from '../adapters/iot-authorizer-registry.ts'
import { awaitPermissions } from '../custom-resource/await-permissions.ts'
import { customResource } from '../custom-resource/cloudformation.ts'
import { customResourceSettings } from '../custom-resource/settings.ts'
import { readEnvironment } from '../environment.ts'
import { createAuthorizerResource } from './custom-resource.ts'
import { livePublicKeys } from './live-public-keys.ts'
import { createRegistration } from './registration.ts'

const { PUBLIC_KEYS_TABLE, AUTHORIZER_FUNCTION_ARN, TOKEN_KEY_NAME } = readEnvironment(
  ['PUBLIC_KEYS_TABLE', 'AUTHORIZER_FUNCTION_ARN', 'TOKEN_KEY_NAME'],
  process.env,
)

export const handler = customResource(
  awaitPermissions(
    createAuthorizerResource(
      createRegistration({
        registry: iotAuthorizerRegistry(new IoTClient({}), sleep),
        livePublicKeys: livePublicKeys(
          dynamoDbPublishedKeys(new DynamoDBClient({}), PUBLIC_KEYS_TABLE, () => new Date()),
        ),
      }),
      { authorizerFunctionArn: AUTHORIZER_FUNCTION_ARN, tokenKeyName: TOKEN_KEY_NAME },
    ),
    sleep,
  ),
  customResourceSettings(process.env),
)
