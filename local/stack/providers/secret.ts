import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  KmsKeyId: withoutEffect,
  Tags: withoutEffect,
})

/** `AWS::SecretsManager::Secret`; without a value it has no version yet. */
export const secret: ResourceProvider = async (request, { secretsManager }) => {
  const { Name, Description, SecretString } = parseProperties(properties, request)
  const { ARN = '' } = await secretsManager.send(
    new CreateSecretCommand({
      // CloudFormation leaves the stack's name out of this type's names.
      Name: Name ?? physicalName({ stackName: request.logicalId, logicalId: '' }, 512),
      ...(Description !== undefined && { Description }),
      ...(SecretString !== undefined && { SecretString }),
    }),
  )
  return { ref: ARN, attributes: { Id: ARN } }
}
