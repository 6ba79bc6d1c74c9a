import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { regionOfArn } from './region-of-arn.ts'
import { callStore } from './store-errors.ts'

/** What the operator's API asks for. */
export interface OperatorCredentials {
  readonly username: string
  readonly password: string
}

// HTTP Basic (RFC 7617) ends the name at the first colon.
const credentials = z.object({
  username: z.string().regex(/^[^:\p{Cc}]{1,256}$/u),
  password: z.string().min(1).max(1024),
})

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    // No cause: the parser's message quotes the secret.
    return undefined
  }
}

/**
 * The credentials in a secret, read anew each time: they are asked for once per access token.
 *
 * @param clientOf makes a client of the secret's Region, which need not be that of the function
 */
export const operatorCredentials = (
  clientOf: (region: string | undefined) => SecretsManagerClient,
  secretArn: string,
) => {
  const client = clientOf(regionOfArn(secretArn))
  return async (): Promise<OperatorCredentials> => {
    const expected = 'expected {"username","password"} as JSON in the secret of the inventory'
    try {
      const { SecretString } = await callStore('secretsmanager:GetSecretValue', () =>
        client.send(new GetSecretValueCommand({ SecretId: secretArn })),
      )
      const { data } = credentials.safeParse(parsed(SecretString))
      if (data !== undefined) return data
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
      throw new DomainError('INVENTORY_DENIED', `${expected}, got none`)
    }
    throw new DomainError('INVENTORY_DENIED', `${expected}, got something else`)
  }
}
