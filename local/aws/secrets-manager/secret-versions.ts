import { type AwsJsonOperation, AwsServiceError } from '../aws-json.ts'
import { CURRENT, moveStage, versionWithStage } from './secret.ts'
import { parseSecretInput, secretInputs } from './secret-inputs.ts'
import { type SecretStore, secretNotFound } from './secret-store.ts'

/** UpdateSecretVersionStage: moves a staging label, or removes one that is not AWSCURRENT. */
export const updateSecretVersionStage =
  (store: SecretStore): AwsJsonOperation =>
  (raw) => {
    const input = parseSecretInput(secretInputs.updateSecretVersionStage, raw)
    const { VersionStage, MoveToVersionId, RemoveFromVersionId } = input
    const secret = store.findLive(input.SecretId)
    const from = versionWithStage(secret, VersionStage)
    const to = MoveToVersionId === undefined ? undefined : secret.versions.get(MoveToVersionId)
    if (MoveToVersionId !== undefined && to === undefined)
      throw secretNotFound(`secret value for VersionId: ${MoveToVersionId}`)
    if (from !== undefined && from !== to && from.versionId !== RemoveFromVersionId)
      throw new AwsServiceError(
        'InvalidParameterException',
        `The parameter RemoveFromVersionId must name version ${from.versionId}, which holds staging label ${VersionStage}.`,
      )
    if (to === undefined && VersionStage === CURRENT)
      throw new AwsServiceError(
        'InvalidParameterException',
        `You can only move staging label ${CURRENT} to a different secret version. It can't be completely removed.`,
      )
    if (to === undefined) from?.stages.delete(VersionStage)
    else moveStage(secret, VersionStage, to)
    return { ARN: secret.arn, Name: secret.name }
  }
