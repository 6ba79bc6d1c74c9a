import { z } from 'zod'
import { AwsServiceError } from '../aws-json.ts'
import { CURRENT } from './secret.ts'

const clientRequestToken = z.string().min(32).max(64).optional()
const secretId = z.string().min(1).max(2048)
const value = {
  SecretString: z.string().max(65_536).optional(),
  // 65,536 bytes in base64.
  SecretBinary: z.base64().max(87_384).optional(),
}

/** What each operation takes. */
export const secretInputs = {
  createSecret: z.object({
    Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
    Description: z.string().optional(),
    ClientRequestToken: clientRequestToken,
    ...value,
  }),
  putSecretValue: z.object({
    SecretId: secretId,
    ClientRequestToken: clientRequestToken,
    VersionStages: z.array(z.string().min(1).max(256)).min(1).max(20).default([CURRENT]),
    ...value,
  }),
  getSecretValue: z.object({
    SecretId: secretId,
    VersionId: z.string().optional(),
    VersionStage: z.string().optional(),
  }),
  describeSecret: z.object({ SecretId: secretId }),
  deleteSecret: z.object({
    SecretId: secretId,
    ForceDeleteWithoutRecovery: z.boolean().default(false),
    RecoveryWindowInDays: z.number().int().min(7).max(30).default(30),
  }),
  updateSecretVersionStage: z.object({
    SecretId: secretId,
    VersionStage: z.string().min(1).max(256),
    MoveToVersionId: z.string().optional(),
    RemoveFromVersionId: z.string().optional(),
  }),
}

/** Checks an operation's input; the error names members and rules, never values, which may be secret. */
export const parseSecretInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const members = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`)
  throw new AwsServiceError(
    'ValidationException',
    `expected valid members, got invalid ${members.join(', ')}`,
  )
}
