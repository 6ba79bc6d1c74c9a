import type {
  Authorizer,
  AuthorizerCreation,
  AuthorizerStatus,
  AuthorizerUpdate,
} from './authorizer.ts'
import { IotError, refuse } from './iot-error.ts'
import { changeSettings, parseAuthorizerName } from './parse-authorizer.ts'

export interface AuthorizerRegistryOptions {
  /** `arn:<partition>:iot:<region>:<account>` */
  readonly arnPrefix: string
  /** @default () => new Date() */
  readonly now?: () => Date
  /** Status of an authorizer created without one; AWS documents none. @default 'INACTIVE' */
  readonly defaultStatus?: AuthorizerStatus
  /** Authorizers of one account and Region; AWS's quota of 2019, today's is not published. @default 10 */
  readonly maximumAuthorizers?: number
  /** Token signing keys of one authorizer; AWS publishes no number. @default 10 */
  readonly maximumSigningKeys?: number
}

const refuseExisting = ({ name, arn }: Authorizer, message: string): never => {
  throw new IotError('ResourceAlreadyExistsException', message, {
    resource: { resourceId: name, resourceArn: arn },
  })
}

/** The custom authorizers of one account and Region, as the IoT control plane keeps them. */
export class AuthorizerRegistry {
  readonly #options: Required<AuthorizerRegistryOptions>
  readonly #authorizers = new Map<string, Authorizer>()
  #defaultName: string | undefined

  constructor(options: AuthorizerRegistryOptions) {
    this.#options = {
      arnPrefix: options.arnPrefix,
      now: options.now ?? (() => new Date()),
      defaultStatus: options.defaultStatus ?? 'INACTIVE',
      maximumAuthorizers: options.maximumAuthorizers ?? 10,
      maximumSigningKeys: options.maximumSigningKeys ?? 10,
    }
  }

  create(authorizerName: string, creation: AuthorizerCreation): Authorizer {
    const name = parseAuthorizerName(authorizerName)
    const initial = {
      functionArn: '',
      status: this.#options.defaultStatus,
      tokenSigningPublicKeys: {},
      verificationKeys: [],
      enableCachingForHttp: false,
      signingDisabled: creation.signingDisabled ?? false,
    }
    const settings = changeSettings(name, initial, creation, this.#options.maximumSigningKeys)
    const existing = this.#authorizers.get(name)
    if (existing !== undefined) refuseExisting(existing, `authorizer ${name} already exists`)
    if (this.#authorizers.size >= this.#options.maximumAuthorizers) {
      const most = this.#options.maximumAuthorizers
      throw new IotError('LimitExceededException', `expected at most ${most} authorizers`)
    }
    const now = this.#options.now()
    return this.#put({
      name,
      arn: `${this.#options.arnPrefix}:authorizer/${name}`,
      ...settings,
      createdAt: now,
      lastModifiedAt: now,
    })
  }

  update(authorizerName: string, { signingDisabled, ...change }: AuthorizerUpdate): Authorizer {
    const current = this.describe(authorizerName)
    if (signingDisabled !== undefined && signingDisabled !== current.signingDisabled) {
      refuse('signingDisabled as the authorizer was created', signingDisabled)
    }
    const most = this.#options.maximumSigningKeys
    const settings = changeSettings(current.name, current, change, most)
    return this.#put({ ...current, ...settings, lastModifiedAt: this.#options.now() })
  }

  delete(authorizerName: string): void {
    const { name, status } = this.describe(authorizerName)
    if (name === this.#defaultName) {
      throw new IotError('DeleteConflictException', `authorizer ${name} is the default authorizer`)
    }
    if (status === 'ACTIVE') {
      throw new IotError(
        'DeleteConflictException',
        `expected authorizer ${name} to be INACTIVE before it is deleted, got ACTIVE`,
      )
    }
    this.#authorizers.delete(name)
  }

  describe(authorizerName: string): Authorizer {
    const name = parseAuthorizerName(authorizerName)
    const authorizer = this.#authorizers.get(name)
    if (authorizer !== undefined) return authorizer
    throw new IotError('ResourceNotFoundException', `authorizer ${name} does not exist`)
  }

  /** The authorizer of that name, if there is one; for names that a device sends. */
  find(authorizerName: string): Authorizer | undefined {
    return this.#authorizers.get(authorizerName)
  }

  /** All authorizers in the order of their names, or those with a status. */
  list(status?: AuthorizerStatus): readonly Authorizer[] {
    return [...this.#authorizers.values()]
      .filter((authorizer) => status === undefined || authorizer.status === status)
      .sort((left, right) => (left.name < right.name ? -1 : 1))
  }

  setDefault(authorizerName: string): Authorizer {
    const authorizer = this.describe(authorizerName)
    const current = this.findDefault()
    if (current !== undefined) {
      refuseExisting(current, `authorizer ${current.name} is the default authorizer already`)
    }
    this.#defaultName = authorizer.name
    return authorizer
  }

  clearDefault(): void {
    this.describeDefault()
    this.#defaultName = undefined
  }

  describeDefault(): Authorizer {
    const authorizer = this.findDefault()
    if (authorizer !== undefined) return authorizer
    throw new IotError('ResourceNotFoundException', 'there is no default authorizer')
  }

  /** The default authorizer, if one is set. */
  findDefault(): Authorizer | undefined {
    return this.#defaultName === undefined ? undefined : this.find(this.#defaultName)
  }

  #put(authorizer: Authorizer): Authorizer {
    this.#authorizers.set(authorizer.name, authorizer)
    return authorizer
  }
}
