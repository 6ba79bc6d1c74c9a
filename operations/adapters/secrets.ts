import {
  DeleteSecretCommand,
  paginateListSecrets,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

/** Secrets that a stack left over. */
export const secretStore = (client: SecretsManagerClient): ResourceStore => ({
  kind: 'secret',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { SecretList = [] } of paginateListSecrets({ client }, {})) {
      for (const { ARN: arn = '', Name: name = '', Tags = [] } of SecretList) {
        if (!isWanted(name) && !isWanted(arn)) continue
        const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
        // CloudFormation, and so its memory, knows a secret by its ARN.
        found.push({ kind: 'secret', id: arn, name, arn, tags })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    // As CloudFormation would have done it; what an operator may want back is never deleted here.
    await unlessMissing(
      client.send(new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery: true })),
    )
  },
})
