import { randomUUID } from 'node:crypto'
import { type AwsJsonOperation, AwsServiceError } from '../aws-json.ts'
import { CURRENT, putVersion, type SecretVersion, versionWithStage } from './secret.ts'
import { parseSecretInput, secretInputs } from './secret-inputs.ts'
import { type SecretStore, secretNotFound } from './secret-store.ts'

interface ValueInput {
  readonly ClientRequestToken?: string | undefined
  readonly SecretString?: string | undefined
  readonly SecretBinary?: string | undefined
}

const newVersion = (input: ValueInput, stages: readonly string[]): SecretVersion => {
  if ((input.SecretString === undefined) === (input.SecretBinary === undefined))
    throw new AwsServiceError(
      'InvalidParameterException',
      'You must provide either SecretString or SecretBinary.',
    )
  return {
    versionId: input.ClientRequestToken ?? randomUUID(),
    createdAt: new Date(),
    stages: new Set(stages),
    ...(input.SecretString !== undefined && { secretString: input.SecretString }),
    ...(input.SecretBinary !== undefined && { secretBinary: input.SecretBinary }),
  }
}

/** CreateSecret; without a value the secret has no version yet. */
export const createSecret =
  (store: SecretStore): AwsJsonOperation =>
  (raw) => {
    const input = parseSecretInput(secretInputs.createSecret, raw)
    const secret = store.create(input.Name, input.Description)
    const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined
    const version = hasValue ? putVersion(secret, newVersion(input, [CURRENT])) : undefined
    store.add(secret)
    return { ARN: secret.arn, Name: secret.name, VersionId: version?.versionId }
  }

/** PutSecretValue. */
export const putSecretValue =
  (store: SecretStore): AwsJsonOperation =>
  (raw) => {
    const input = parseSecretInput(secretInputs.putSecretValue, raw)
    const secret = store.findLive(input.SecretId)
    const { versionId, stages } = putVersion(secret, newVersion(input, input.VersionStages))
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: versionId,
      VersionStages: [...stages],
    }
  }

/** GetSecretValue: by version id, by staging label, or the current one. */
export const getSecretValue =
  (store: SecretStore): AwsJsonOperation =>
  (raw) => {
    const { SecretId, VersionId, VersionStage } = parseSecretInput(secretInputs.getSecretValue, raw)
    const secret = store.findLive(SecretId)
    const stage = VersionStage ?? CURRENT
    const version =
      VersionId === undefined ? versionWithStage(secret, stage) : secret.versions.get(VersionId)
    if (version === undefined)
      throw secretNotFound(
        VersionId === undefined
          ? `secret value for staging label: ${stage}`
          : `secret value for VersionId: ${VersionId}`,
      )
    if (VersionStage !== undefined && !version.stages.has(VersionStage))
      throw new AwsServiceError(
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      )
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      VersionStages: [...version.stages],
      SecretString: version.secretString,
      SecretBinary: version.secretBinary,
      CreatedDate: version.createdAt.getTime() / 1000,
    }
  }
