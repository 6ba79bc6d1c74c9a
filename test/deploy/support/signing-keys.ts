import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { DescribeAuthorizerCommand, UpdateAuthorizerCommand } from '@aws-sdk/client-iot'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { dynamoDbPublishedKeys } from '../../../lambdas/adapters/dynamodb-published-keys.ts'
import { secretsManagerKeyVault } from '../../../lambdas/adapters/secrets-manager-key-vault.ts'
import { livePublicKeys } from '../../../lambdas/authorizer-registration/live-public-keys.ts'
import { createEnsureSigningKeys } from '../../../lambdas/signing-keys/ensure-signing-keys.ts'
import { generateSigningKeys } from '../../../lambdas/signing-keys/generate-signing-keys.ts'
import type { DeployedAws } from './deployed-aws.ts'

const theOne = (names: readonly (string | undefined)[], part: string): string => {
  const [name, ...others] = names.filter((candidate) => candidate?.includes(part))
  if (name === undefined || others.length > 0)
    throw new Error(`expected one name with ${part}, got ${names.join(', ') || 'none'}`)
  return name
}

/** Where a deployment keeps its keys. */
const keyStores = async ({ dynamoDb, secretsManager }: DeployedAws) => {
  const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand())
  const { SecretList = [] } = await secretsManager.send(new ListSecretsCommand())
  const secret = theOne(
    SecretList.map(({ Name }) => Name),
    'SigningKeysSecret',
  )
  const table = theOne(TableNames, 'PublicKeysTable')
  return {
    vault: secretsManagerKeyVault(secretsManager, secret),
    publishedKeys: dynamoDbPublishedKeys(dynamoDb, table, () => new Date()),
  }
}

/** All keys of a deployment wherever they are kept, to compare before with after. */
export const readKeys = async (aws: DeployedAws, authorizerName: string) => {
  const { vault, publishedKeys } = await keyStores(aws)
  const { authorizerDescription } = await aws.iot.send(
    new DescribeAuthorizerCommand({ authorizerName }),
  )
  const live = await publishedKeys.live()
  return {
    secret: await vault.read(),
    published: live.toSorted((a, b) => a.kid.localeCompare(b.kid)),
    registered: authorizerDescription?.tokenSigningPublicKeys,
  }
}

/** Rotates both keys: new ones sign from now on, the old ones go on verifying. */
export const rotateKeys = async (aws: DeployedAws, authorizerName: string): Promise<void> => {
  const { vault, publishedKeys } = await keyStores(aws)
  const { claims = {} } = (await vault.read()) ?? {}
  await vault.write({ ...generateSigningKeys(), claims })
  const ensure = createEnsureSigningKeys({ vault, publishedKeys, generate: generateSigningKeys })
  await ensure({ claims, previousClaims: claims })
  const tokenSigningPublicKeys = await livePublicKeys(publishedKeys)()
  await aws.iot.send(new UpdateAuthorizerCommand({ authorizerName, tokenSigningPublicKeys }))
}
