import { AwsServiceError } from '../aws-json.ts'

export interface SecretVersion {
  readonly versionId: string
  readonly createdAt: Date
  readonly secretString?: string
  /** Base64. */
  readonly secretBinary?: string
  readonly stages: Set<string>
}

export interface Secret {
  readonly arn: string
  readonly name: string
  readonly description?: string
  readonly createdAt: Date
  lastChangedAt: Date
  deletedAt?: Date
  readonly versions: Map<string, SecretVersion>
}

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'

/** The version that holds a staging label. */
export const versionWithStage = (secret: Secret, stage: string): SecretVersion | undefined =>
  [...secret.versions.values()].find(({ stages }) => stages.has(stage))

/** Moves a staging label to a version; the version that loses AWSCURRENT becomes AWSPREVIOUS. */
export const moveStage = (secret: Secret, stage: string, to: SecretVersion): void => {
  const from = versionWithStage(secret, stage)
  if (from === to) return
  from?.stages.delete(stage)
  to.stages.add(stage)
  if (stage !== CURRENT || from === undefined) return
  versionWithStage(secret, PREVIOUS)?.stages.delete(PREVIOUS)
  from.stages.add(PREVIOUS)
}

const isSameValue = (left: SecretVersion, right: SecretVersion): boolean =>
  left.secretString === right.secretString && left.secretBinary === right.secretBinary

/**
 * Adds a version with its staging labels. The version id is the client's request token: the same value again changes
 * nothing, another value under it is refused, because a version is immutable.
 */
export const putVersion = (secret: Secret, version: SecretVersion): SecretVersion => {
  const existing = secret.versions.get(version.versionId)
  if (existing !== undefined) {
    if (isSameValue(existing, version)) return existing
    throw new AwsServiceError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${version.versionId} because that value is already in use for a version of secret ${secret.arn}.`,
    )
  }
  const stages = [...version.stages]
  version.stages.clear()
  secret.versions.set(version.versionId, version)
  for (const stage of stages) moveStage(secret, stage, version)
  secret.lastChangedAt = version.createdAt
  return version
}
