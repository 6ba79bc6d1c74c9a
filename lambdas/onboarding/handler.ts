import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { createCallerAddress } from '../../domain/caller-address.ts'
import { createIssuePass } from '../../domain/issue-pass.ts'
import { hotPathClient } from '../adapters/aws-client-settings.ts'
import { dynamoDbSimAddresses } from '../adapters/dynamodb-sim-addresses.ts'
import { dynamoDbSims } from '../adapters/dynamodb-sims.ts'
import { secretsManagerSigningKeys } from '../adapters/secrets-manager-signing-keys.ts'
import { createDecisionLog, writeLine } from '../decision-log.ts'
import { createHandler } from './http.ts'
import { createOnboard } from './onboard.ts'
import { onboardingSettings } from './settings.ts'

const settings = onboardingSettings(process.env)
const dynamoDb = new DynamoDBClient(hotPathClient)
const now = Date.now

export const handler = createHandler({
  callerAddress: createCallerAddress(settings.proxies),
  onboard: createOnboard({
    inventory: {
      sims: dynamoDbSims(dynamoDb, settings.simsTable),
      simAddresses: dynamoDbSimAddresses(dynamoDb, settings.simAddressesTable),
    },
    signingKeys: secretsManagerSigningKeys(
      new SecretsManagerClient(hotPathClient),
      settings.signingKeysSecretArn,
      { maxAgeMilliseconds: 300_000, now },
    ),
    issuePass: createIssuePass(settings.token),
    now,
  }),
  access: settings.access,
  defaultLayout: settings.defaultLayout,
  isStopped: settings.isStopped,
  log: createDecisionLog(writeLine, now),
})
