import type { AwsJsonOperation } from '../aws-json.ts'
import type { Secret } from './secret.ts'
import { parseSecretInput, secretInputs } from './secret-inputs.ts'
import type { SecretStore } from './secret-store.ts'

const MILLISECONDS_PER_DAY = 86_400_000

const describe = (secret: Secret) => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  CreatedDate: secret.createdAt.getTime() / 1000,
  LastChangedDate: secret.lastChangedAt.getTime() / 1000,
  DeletedDate: secret.deletedAt && secret.deletedAt.getTime() / 1000,
})

const stagesByVersion = (secret: Secret): Record<string, string[]> =>
  Object.fromEntries(
    [...secret.versions.values()].map(({ versionId, stages }) => [versionId, [...stages]]),
  )

/** DescribeSecret; it never holds a value. */
export const describeSecret =
  (store: SecretStore): AwsJsonOperation =>
  (raw) => {
    const secret = store.find(parseSecretInput(secretInputs.describeSecret, raw).SecretId)
    return { ...describe(secret), VersionIdsToStages: stagesByVersion(secret) }
  }

/** ListSecrets, all on one page and without filters. */
export const listSecrets =
  (store: SecretStore): AwsJsonOperation =>
  () => ({
    SecretList: store
      .live()
      .map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesByVersion(secret) })),
  })

/** DeleteSecret: at once if forced, otherwise the secret is marked and cannot be read any more. */
export const deleteSecret =
  (store: SecretStore): AwsJsonOperation =>
  (raw) => {
    const input = parseSecretInput(secretInputs.deleteSecret, raw)
    const secret = store.find(input.SecretId)
    const days = input.ForceDeleteWithoutRecovery ? 0 : input.RecoveryWindowInDays
    secret.deletedAt = new Date(Date.now() + days * MILLISECONDS_PER_DAY)
    if (input.ForceDeleteWithoutRecovery) store.remove(secret)
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletedAt.getTime() / 1000 }
  }
