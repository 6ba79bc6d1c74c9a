import { randomInt } from 'node:crypto'
import { type AwsAccount, arnOf } from '../account.ts'
import { AwsServiceError } from '../aws-json.ts'
import type { Secret } from './secret.ts'

const SUFFIX_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const SUFFIX_LENGTH = 6

const randomSuffix = (): string =>
  Array.from(
    { length: SUFFIX_LENGTH },
    () => SUFFIX_CHARACTERS[randomInt(SUFFIX_CHARACTERS.length)],
  ).join('')

/** The service's error for something that is not there. */
export const secretNotFound = (what: string): AwsServiceError =>
  new AwsServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified ${what}.`,
  )

/** The secrets of one account and Region. */
export class SecretStore {
  readonly #account: AwsAccount
  readonly #secrets = new Map<string, Secret>()

  constructor(account: AwsAccount) {
    this.#account = account
  }

  /** A new secret without a version; it is not there for others until it is added. */
  create(name: string, description: string | undefined): Secret {
    if (this.#secrets.has(name))
      throw new AwsServiceError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      )
    const now = new Date()
    return {
      arn: arnOf(this.#account, 'secretsmanager', `secret:${name}-${randomSuffix()}`),
      name,
      ...(description !== undefined && { description }),
      createdAt: now,
      lastChangedAt: now,
      versions: new Map(),
    }
  }

  add(secret: Secret): void {
    this.#secrets.set(secret.name, secret)
  }

  remove(secret: Secret): void {
    this.#secrets.delete(secret.name)
  }

  /** Finds a secret by name, by ARN, or by an ARN without its random suffix. */
  find(secretId: string): Secret {
    const byName = this.#secrets.get(secretId)
    if (byName !== undefined) return byName
    for (const secret of this.#secrets.values())
      if (secret.arn === secretId || secret.arn.slice(0, -SUFFIX_LENGTH - 1) === secretId)
        return secret
    throw secretNotFound('secret')
  }

  /** Finds a secret that is not waiting for its deletion. */
  findLive(secretId: string): Secret {
    const secret = this.find(secretId)
    if (secret.deletedAt === undefined) return secret
    throw new AwsServiceError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    )
  }

  live(): readonly Secret[] {
    return [...this.#secrets.values()].filter(({ deletedAt }) => deletedAt === undefined)
  }
}
