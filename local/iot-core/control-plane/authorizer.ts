import type { KeyObject } from 'node:crypto'

export type AuthorizerStatus = 'ACTIVE' | 'INACTIVE'

/** A custom authorizer as the control plane keeps it. */
export interface Authorizer {
  readonly name: string
  readonly arn: string
  readonly functionArn: string
  readonly status: AuthorizerStatus
  readonly signingDisabled: boolean
  /** The name of the parameter or header that carries the token. */
  readonly tokenKeyName?: string
  /** SPKI PEM by key name. */
  readonly tokenSigningPublicKeys: Readonly<Record<string, string>>
  /** The same keys, ready to verify with. */
  readonly verificationKeys: readonly KeyObject[]
  readonly enableCachingForHttp: boolean
  readonly createdAt: Date
  readonly lastModifiedAt: Date
}

export interface AuthorizerUpdate {
  readonly authorizerFunctionArn?: string
  readonly tokenKeyName?: string
  /** Replaces all keys. */
  readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>
  readonly status?: string
  /** Cannot change after creation. */
  readonly signingDisabled?: boolean
  readonly enableCachingForHttp?: boolean
}

export interface AuthorizerCreation extends AuthorizerUpdate {
  readonly authorizerFunctionArn: string
}
