import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createVerifyToken } from '../../domain/verify-token.ts'
import { hotPathClient } from '../adapters/aws-client-settings.ts'
import { dynamoDbSims } from '../adapters/dynamodb-sims.ts'
import { dynamoDbVerificationKeys } from '../adapters/dynamodb-verification-keys.ts'
import { createDecisionLog, writeLine } from '../decision-log.ts'
import { readEnvironment, wholeNumber } from '../environment.ts'
import { createAuthorize } from './authorize.ts'
import { createHandler } from './iot-event.ts'

const environment = readEnvironment(
  ['SIMS_TABLE', 'PUBLIC_KEYS_TABLE', 'IOT_ARN_PREFIX', 'REFRESH_AFTER_SECONDS'],
  process.env,
)
const dynamoDb = new DynamoDBClient(hotPathClient)
const now = Date.now

export const handler = createHandler({
  authorize: createAuthorize({
    sims: dynamoDbSims(dynamoDb, environment.SIMS_TABLE),
    verifyToken: createVerifyToken({
      keys: dynamoDbVerificationKeys(dynamoDb, environment.PUBLIC_KEYS_TABLE, {
        maxAgeMilliseconds: 300_000,
        now,
      }),
      expected: { issuer: process.env.TOKEN_ISSUER, audience: process.env.TOKEN_AUDIENCE },
    }),
    now,
  }),
  arnPrefix: environment.IOT_ARN_PREFIX,
  refreshAfterSeconds: wholeNumber('REFRESH_AFTER_SECONDS', environment.REFRESH_AFTER_SECONDS),
  now,
  log: createDecisionLog(writeLine, now),
})
